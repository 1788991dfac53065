public import Domain

/// One membership that is to be changed.
public struct MembershipChange: Hashable, Sendable {
    public var action: MembershipAction
    public var user: UserID
    public var group: GroupID
    /// The id under which Graph logs this change, a GUID; on record before the call is made, and no other change's.
    public var clientRequestID: String

    public init(_ action: MembershipAction, user: UserID, group: GroupID, clientRequestID: String) {
        self.action = action
        self.user = user
        self.group = group
        self.clientRequestID = clientRequestID
    }
}
