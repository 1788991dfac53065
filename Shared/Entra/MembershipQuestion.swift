public import Domain

/// Whether one person is a direct member of one group.
public struct MembershipQuestion: Hashable, Sendable {
    public var user: UserID
    public var group: GroupID

    public init(user: UserID, group: GroupID) {
        self.user = user
        self.group = group
    }
}
