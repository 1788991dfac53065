import Domain
import Fleet

/// Whether a rollback takes two people. Pure.
enum SecondPersonRule: String, Sendable, CaseIterable {
    case always
    /// Where the plan's risk isn't low.
    case highRisk = "high_risk"
    case never

    static let variable = "LANDFALL_ROLLBACK_SECOND_PERSON"

    /// - Throws: ``Fleet/ConfigurationError``
    init(_ settings: Settings) throws(ConfigurationError) {
        guard let text = settings.string(Self.variable) else {
            self = .highRisk
            return
        }
        guard let rule = Self(rawValue: text) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConfigurationError(Self.variable, "must be one of \(known), not “\(text)”")
        }
        self = rule
    }

    func applies(to risk: Risk) -> Bool {
        switch self {
        case .always: true
        case .highRisk: risk > .low
        case .never: false
        }
    }
}
