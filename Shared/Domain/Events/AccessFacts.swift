public import Foundation

/// An access that was granted with an end comes to it soon: people are reminded.
public struct AccessEnding: Hashable, Codable, Sendable, EventData {
    public var ticket: Ticket
    /// The run that granted it.
    public var run: RunID?
    public var beneficiary: Person
    /// The removal that is planned.
    public var removal: PlannedOperation
    /// UTC, to the millisecond.
    public let endsAt: Date

    public init(ticket: Ticket, run: RunID, beneficiary: Person, removal: PlannedOperation, endsAt: Date) {
        self.ticket = ticket
        self.run = run
        self.beneficiary = beneficiary
        self.removal = removal
        self.endsAt = Timestamp.rounded(endsAt)
    }

    public var ritm: RITMNumber { ticket.number }
    var identity: [String] { [removal.key.description, Timestamp.text(of: endsAt)] }

    enum CodingKeys: String, CodingKey {
        case ticket
        case run
        case beneficiary
        case removal
        case endsAt = "ends_at"
    }
}

/// An access has come to its end, and is to be removed.
public struct AccessEndDue: Hashable, Codable, Sendable, EventData {
    /// The plan that granted it, and its approval, which is that of the removal as well.
    public var plan: Plan
    public var approval: Approval
    /// The removal.
    public var key: OperationKey

    public init(plan: Plan, approval: Approval, key: OperationKey) {
        self.plan = plan
        self.approval = approval
        self.key = key
    }

    public var ritm: RITMNumber { plan.ticket.number }
    public var run: RunID? { RunID(ritm: plan.ticket.number, planDigest: plan.digest, ending: key) }
    var identity: [String] { [] }
}

/// The run that removes an access at its end has come to its own: the access is gone, or could not be removed.
public struct AccessEnded: Hashable, Codable, Sendable, EventData {
    public var plan: Plan
    public var approval: Approval
    public var outcome: RunEnded.Outcome
    /// When the access ended by what was approved, UTC, to the millisecond.
    public let dueAt: Date
    /// When the removal was settled, UTC, to the millisecond.
    public let endedAt: Date

    public init(plan: Plan, approval: Approval, outcome: RunEnded.Outcome, dueAt: Date, endedAt: Date) {
        self.plan = plan
        self.approval = approval
        self.outcome = outcome
        self.dueAt = Timestamp.rounded(dueAt)
        self.endedAt = Timestamp.rounded(endedAt)
    }

    /// The removal, as the plan's operation names it; nil when the plan adds no such thing.
    public var removal: PlannedOperation? {
        plan[outcome.key.opposite].map {
            PlannedOperation(key: outcome.key, entitlement: $0.entitlement, groupName: $0.groupName)
        }
    }

    /// Whether it says with proof that the access is gone.
    public var isProved: Bool {
        outcome.key.action == .remove && removal != nil && outcome.state == .verified
    }

    public var ritm: RITMNumber { plan.ticket.number }
    public var run: RunID? { RunID(ritm: plan.ticket.number, planDigest: plan.digest, ending: outcome.key) }
    var identity: [String] { [] }

    enum CodingKeys: String, CodingKey {
        case plan
        case approval
        case outcome
        case dueAt = "due_at"
        case endedAt = "ended_at"
    }
}

/// A later request has taken the place of an access's end: it will not be removed then because of the earlier one.
public struct AccessEndCancelled: Hashable, Codable, Sendable, EventData {
    /// The earlier request, whose removal it was.
    public var ticket: Ticket
    /// The run that granted it.
    public var run: RunID?
    public var beneficiary: Person
    /// The removal that is not made.
    public var removal: PlannedOperation
    public var cancellation: RemovalCancellation
    /// The change of the later request that cancelled it.
    public var by: OperationKey
    /// When the access ends now, UTC, to the millisecond; nil when it has no end, or is gone.
    public let endsAt: Date?

    public init(
        ticket: Ticket, run: RunID, beneficiary: Person, removal: PlannedOperation,
        cancellation: RemovalCancellation, by: OperationKey, endsAt: Date?
    ) {
        self.ticket = ticket
        self.run = run
        self.beneficiary = beneficiary
        self.removal = removal
        self.cancellation = cancellation
        self.by = by
        self.endsAt = endsAt.map(Timestamp.rounded)
    }

    public var ritm: RITMNumber { ticket.number }
    var identity: [String] { [removal.key.description] }

    enum CodingKeys: String, CodingKey {
        case ticket
        case run
        case beneficiary
        case removal
        case cancellation
        case by
        case endsAt = "ends_at"
    }
}
