/// Why a plan is carried out before anybody has decided.
public struct Emergency: Hashable, Codable, Sendable {
    /// What the one who asked wrote.
    public var reason: String

    public init(reason: String) {
        self.reason = reason
    }
}
