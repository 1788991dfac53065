/// What is done to a membership.
public enum MembershipAction: String, Codable, Sendable, CaseIterable {
    case add
    case remove

    /// What takes it back.
    public var opposite: MembershipAction {
        switch self {
        case .add: .remove
        case .remove: .add
        }
    }
}

/// The idempotency key of one change: `{ritm}:{user}:{group}:{action}`.
///
/// However often a run is delivered, replayed or retried, a key makes at most one effective change.
public struct OperationKey: Hashable, Sendable, LosslessStringConvertible {
    public let ritm: RITMNumber
    public let user: UserID
    public let group: GroupID
    public let action: MembershipAction

    public init(ritm: RITMNumber, user: UserID, group: GroupID, action: MembershipAction) {
        self.ritm = ritm
        self.user = user
        self.group = group
        self.action = action
    }

    /// Fails for a text that isn't a key of four valid parts.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let ritm = RITMNumber(parts[0]), let user = UserID(parts[1]),
            let group = GroupID(parts[2]),
            let action = MembershipAction(rawValue: parts[3])
        else { return nil }
        self.init(ritm: ritm, user: user, group: group, action: action)
    }

    /// The key of what takes the change back, for the same request: of an addition, the removal that ends the access.
    public var opposite: OperationKey {
        OperationKey(ritm: ritm, user: user, group: group, action: action.opposite)
    }

    public var description: String {
        "\(ritm):\(user):\(group):\(action.rawValue)"
    }
}

extension OperationKey: TextCodable {}
