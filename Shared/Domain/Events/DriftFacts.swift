public import Foundation

/// A membership that Landfall had settled is otherwise now: several reads, spaced out, have shown that. Stated once for each time.
public struct AccessDrifted: Hashable, Codable, Sendable, EventData {
    /// The plan that settled it, and its approval.
    public var plan: Plan
    public var approval: Approval
    /// The operation that had the last word on the membership: the plan's own, or the removal at the access's end.
    public var key: OperationKey
    public var kind: DriftKind
    /// Why it can't be in place, where that is known: the group or the person is gone.
    public var cause: Reason?
    /// When the access ended by what was approved, UTC, to the millisecond; nil where that isn't what it is about.
    public let dueAt: Date?
    /// When a look last found it in order, UTC, to the millisecond; nil where none had yet.
    public let inOrderAt: Date?
    /// When this was found, UTC, to the millisecond.
    public let foundAt: Date
    /// Which one it is of those that were found in the group within the time in which each is looked at once, from 1.
    public var numberInGroup: Int
    /// What Landfall does about it by itself; nil where the policy doesn't say that it is put back, or where it can't be.
    public var repair: DriftRepair?

    public init(
        plan: Plan, approval: Approval, key: OperationKey, kind: DriftKind, cause: Reason? = nil, dueAt: Date? = nil,
        inOrderAt: Date?, foundAt: Date, numberInGroup: Int, repair: DriftRepair? = nil
    ) {
        self.plan = plan
        self.approval = approval
        self.key = key
        self.kind = kind
        self.cause = cause
        self.dueAt = dueAt.map(Timestamp.rounded)
        self.inOrderAt = inOrderAt.map(Timestamp.rounded)
        self.foundAt = Timestamp.rounded(foundAt)
        self.numberInGroup = numberInGroup
        self.repair = repair
    }

    /// The operation, as the plan names it; nil when the plan has no such thing.
    public var operation: PlannedOperation? { plan.settled(by: key) }

    public var ritm: RITMNumber { plan.ticket.number }
    public var run: RunID? { plan.run }
    var identity: [String] { DriftIdentity.parts(key, kind, foundAt) }

    enum CodingKeys: String, CodingKey {
        case plan
        case approval
        case key
        case kind
        case cause
        case dueAt = "due_at"
        case inOrderAt = "in_order_at"
        case foundAt = "found_at"
        case numberInGroup = "number_in_group"
        case repair
    }
}

/// Whether what was removed outside is put back, where the policy says so.
public struct DriftRepair: Hashable, Codable, Sendable {
    /// Whether it is put back now; false: that was done as often as it may be, or not long ago.
    public var isDue: Bool
    /// How often access of the run had been put back before.
    public var earlier: Int

    public init(isDue: Bool, earlier: Int) {
        self.isDue = isDue
        self.earlier = earlier
    }

    enum CodingKeys: String, CodingKey {
        case isDue = "is_due"
        case earlier
    }
}

/// A membership that had drifted doesn't any more: it was put back, or a later request has settled it anew. Stated once for each.
public struct AccessDriftEnded: Hashable, Codable, Sendable, EventData {
    public var ticket: Ticket
    /// The run of the plan.
    public var run: RunID?
    public var beneficiary: Person
    /// The operation that had the last word when it drifted.
    public var operation: PlannedOperation
    public var kind: DriftKind
    /// When the drift was found, UTC, to the millisecond.
    public let foundAt: Date
    /// When this was found, UTC, to the millisecond.
    public let endedAt: Date
    /// Whether the person is a member now.
    public var isMember: Bool
    /// As of the drift: ``AccessDrifted/numberInGroup``.
    public var numberInGroup: Int

    public init(
        ticket: Ticket, run: RunID, beneficiary: Person, operation: PlannedOperation, kind: DriftKind, foundAt: Date,
        endedAt: Date, isMember: Bool, numberInGroup: Int
    ) {
        self.ticket = ticket
        self.run = run
        self.beneficiary = beneficiary
        self.operation = operation
        self.kind = kind
        self.foundAt = Timestamp.rounded(foundAt)
        self.endedAt = Timestamp.rounded(endedAt)
        self.isMember = isMember
        self.numberInGroup = numberInGroup
    }

    /// Whether it is that drift which has ended.
    public func isEnd(of drifted: AccessDrifted) -> Bool {
        (operation.key, kind, foundAt) == (drifted.key, drifted.kind, drifted.foundAt)
    }

    public var ritm: RITMNumber { ticket.number }
    var identity: [String] { DriftIdentity.parts(operation.key, kind, foundAt) }

    enum CodingKeys: String, CodingKey {
        case ticket
        case run
        case beneficiary
        case operation
        case kind
        case foundAt = "found_at"
        case endedAt = "ended_at"
        case isMember = "is_member"
        case numberInGroup = "number_in_group"
    }
}

/// What tells one drift from another of the same run.
enum DriftIdentity {
    static func parts(_ key: OperationKey, _ kind: DriftKind, _ foundAt: Date) -> [String] {
        [key.description, kind.rawValue, Timestamp.text(of: foundAt)]
    }
}

extension Plan {
    /// What an operation settles, as the plan names it: one of its own, or the removal of something that it adds.
    public func settled(by key: OperationKey) -> PlannedOperation? {
        (self[key] ?? self[key.opposite]).map {
            PlannedOperation(key: key, entitlement: $0.entitlement, groupName: $0.groupName)
        }
    }
}
