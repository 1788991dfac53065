import SimulatorKit

extension QuotaSettings {
    /// Takes over what JSON says, in the format of the seed's `quota`; what it doesn't name stays as it is.
    ///
    /// - Throws: ``MalformedInput``
    mutating func update(from reader: SeedReader) throws {
        try reader.refuseUnknown(["writes", "resourceUnits", "patchCost"])
        if let limit = try Self.limit(reader.object("writes")) { writes = limit }
        if let limit = try Self.limit(reader.object("resourceUnits")) { resourceUnits = limit }
        if let text = try reader.optionalString("patchCost") {
            guard let cost = PatchCost(rawValue: text) else {
                throw reader.problem("patchCost", "must be \"one\" or \"third\"")
            }
            patchCost = cost
        }
    }

    private static func limit(_ reader: SeedReader?) throws -> LeakyBucket.Limit? {
        guard let reader else { return nil }
        try reader.refuseUnknown(["limit", "window_s"])
        return .init(
            limit: try reader.number("limit", atLeast: 1), window: try reader.number("window_s", atLeast: 0.001))
    }
}
