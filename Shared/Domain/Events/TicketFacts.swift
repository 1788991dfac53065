public import Foundation

/// A turn of the road that people read on the ticket.
public enum TicketTurn: String, Codable, Sendable, CaseIterable {
    case blocked
    case awaitingApproval = "awaiting_approval"
    /// Those who were asked have not decided yet.
    case approvalReminded = "approval_reminded"
    /// Others may decide, too, or somebody has to see to it that anybody can.
    case approvalEscalated = "approval_escalated"
    /// Somebody has said yes.
    case approvalGiven = "approval_given"
    /// Somebody has said no, or nobody decided in time: the ticket is closed incomplete.
    case rejected
    /// Approved, and waits for the hours in which it may begin.
    case deferred
    case provisioning
    case throttled
    case reverted
    case stuck
    case fulfilled
    /// Somebody has closed the ticket, or taken its approval back, before its access had landed.
    case withdrawn
    /// The run isn't carried out once more, though somebody asked for it.
    case retryRefused = "retry_refused"
    /// What had landed, or was stuck, is taken back because a person wished it.
    case rolledBack = "rolled_back"
    /// That could not be done, or not all of it.
    case rollbackStuck = "rollback_stuck"
    /// That isn't done, though somebody asked for it.
    case rollbackRefused = "rollback_refused"
    /// The access ends soon.
    case accessEnding = "access_ending"
    /// The access has come to its end, and is gone.
    case accessEnded = "access_ended"
    /// The access has come to its end, and could not be removed.
    case accessEndFailed = "access_end_failed"
    /// The access doesn't end as this ticket said.
    case accessEndCancelled = "access_end_cancelled"
    /// What this ticket settled is otherwise now, and Landfall didn't change it.
    case accessDrifted = "access_drifted"
    /// That is no longer so.
    case accessDriftEnded = "access_drift_ended"
    /// What was removed outside is being put back, as the policy says.
    case repairing
    /// That was done.
    case repaired
    /// That could not be done.
    case repairStuck = "repair_stuck"

    /// Whether it is told whatever has become of the ticket: an access ends, is taken back, or drifts, long after its ticket was closed. It never
    /// changes the ticket's state.
    public var isAfterwards: Bool {
        switch self {
        case .withdrawn, .rolledBack, .rollbackStuck, .rollbackRefused, .accessEnding, .accessEnded, .accessEndFailed,
            .accessEndCancelled, .accessDrifted, .accessDriftEnded, .repairing, .repaired, .repairStuck:
            true
        case .blocked, .awaitingApproval, .approvalReminded, .approvalEscalated, .approvalGiven, .rejected, .deferred,
            .provisioning, .throttled, .reverted, .stuck, .fulfilled, .retryRefused:
            false
        }
    }
}

/// The catalogue task that was closed for a ticket, so that the flow behind it closed the ticket.
public struct ClosedTask: Hashable, Codable, Sendable {
    public var sysID: SysID
    /// As people know it, such as `SCTASK0010001`.
    public var number: String
    /// ServiceNow's transaction id of the write.
    public var correlation: CorrelationIDs?

    public init(sysID: SysID, number: String, correlation: CorrelationIDs?) {
        self.sysID = sysID
        self.number = number
        self.correlation = correlation
    }

    enum CodingKeys: String, CodingKey {
        case sysID = "sys_id"
        case number
        case correlation
    }
}

/// The ticket shows a turn; it was read back.
public struct TicketUpdated: Hashable, Codable, Sendable, EventData {
    public var ticket: Ticket
    public var run: RunID?
    public var turn: TicketTurn
    /// ServiceNow's transaction id of the write.
    public var correlation: CorrelationIDs?
    /// Nil where the ticket itself was written.
    public var task: ClosedTask?
    /// What makes this turn another one than the next of its kind, such as the id of the event that it tells of.
    public var cause: String

    public init(
        ticket: Ticket, run: RunID?, turn: TicketTurn, cause: String, correlation: CorrelationIDs?,
        task: ClosedTask? = nil
    ) {
        self.ticket = ticket
        self.run = run
        self.turn = turn
        self.cause = cause
        self.correlation = correlation
        self.task = task
    }

    public var ritm: RITMNumber { ticket.number }
    var identity: [String] { [turn.rawValue, cause] }
}

/// ServiceNow answered, but the ticket doesn't show what was written.
public struct TicketNotApplied: Hashable, Codable, Sendable, EventData {
    public var ticket: Ticket
    public var run: RunID?
    public var turn: TicketTurn
    public var cause: String
    public var failure: Failure

    public init(ticket: Ticket, run: RunID?, turn: TicketTurn, cause: String, failure: Failure) {
        self.ticket = ticket
        self.run = run
        self.turn = turn
        self.cause = cause
        self.failure = failure
    }

    public var ritm: RITMNumber { ticket.number }
    var identity: [String] { [turn.rawValue, cause, failure.reason.rawValue] }
}

/// Access has landed, and after a while its ticket still doesn't show it: ServiceNow can't be told.
///
/// Nothing is lost: the ticket is told as soon as that is possible, and nothing is written to Entra again.
public struct TicketPending: Hashable, Codable, Sendable, EventData {
    public var ticket: Ticket
    public var run: RunID?
    public var beneficiary: Person
    /// The id of the event that the ticket doesn't show.
    public var cause: String
    /// When the access was proved, UTC, to the millisecond.
    public let landedAt: Date

    public init(ticket: Ticket, run: RunID?, beneficiary: Person, cause: String, landedAt: Date) {
        self.ticket = ticket
        self.run = run
        self.beneficiary = beneficiary
        self.cause = cause
        self.landedAt = Timestamp.rounded(landedAt)
    }

    public var ritm: RITMNumber { ticket.number }
    var identity: [String] { [cause] }

    enum CodingKeys: String, CodingKey {
        case ticket
        case run
        case beneficiary
        case cause
        case landedAt = "landed_at"
    }
}
