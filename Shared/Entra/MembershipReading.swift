public import Domain

/// What one read said about one membership. Reads may be stale: one alone proves nothing about a change just made.
public struct MembershipReading: Hashable, Sendable {
    public var isMember: Bool
    public var correlation: CorrelationIDs

    public init(isMember: Bool, correlation: CorrelationIDs) {
        self.isMember = isMember
        self.correlation = correlation
    }
}
