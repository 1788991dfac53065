import Fleet

/// What is configured of the quota.
struct QuotaConfiguration: Sendable {
    /// The limits that the tenant has by Microsoft's table: the same for every executor.
    var limits = PerBudget { $0 == .writes ? QuotaLimit.writes : .resourceUnits }
    /// Nobody waits longer for a share.
    var patience = Duration.seconds(30)
    var rules = QuotaRules()

    init() {}

    /// - Throws: ``Fleet/ConfigurationError``
    init(_ settings: Settings) throws(ConfigurationError) {
        limits.writes = try Self.limit("LANDFALL_GRAPH_WRITES", settings, default: .writes)
        limits.resourceUnits = try Self.limit("LANDFALL_GRAPH_RESOURCE_UNITS", settings, default: .resourceUnits)
        patience = try settings.duration("LANDFALL_QUOTA_PATIENCE", default: patience)
    }

    /// A number of calls and a length of time: `3000/150s`.
    private static func limit(_ name: String, _ settings: Settings, default limit: QuotaLimit)
        throws(ConfigurationError) -> QuotaLimit
    {
        guard let text = settings.string(name) else { return limit }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let amount = Int(parts[0]), (10...1_000_000_000).contains(amount),
            let window = DurationText.parse(String(parts[1])), window >= .seconds(1)
        else {
            throw ConfigurationError(
                name, "must be a number from 10 up and a length of time from 1s up, such as 3000/150s, not “\(text)”")
        }
        return QuotaLimit(amount: Double(amount), window: window / .seconds(1))
    }
}
