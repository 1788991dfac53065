public import Foundation

/// A person asks for a run to be taken back that has landed, or is stuck.
///
/// It carries the mandate of the run: only what was done under it can be undone.
public struct RollbackRequested: Hashable, Codable, Sendable, EventData {
    public var plan: Plan
    public var approval: Approval
    public var rollback: RunRollback

    public init(plan: Plan, approval: Approval, rollback: RunRollback) {
        self.plan = plan
        self.approval = approval
        self.rollback = rollback
    }

    public var ritm: RITMNumber { plan.ticket.number }
    public var run: RunID? { plan.run }
    // Two people who ask for the same start ask for the same.
    var identity: [String] { [String(rollback.start)] }
}

/// A person asks for a run to be taken back, and a second one has to agree before anything happens.
public struct RollbackProposed: Hashable, Codable, Sendable, EventData {
    public var ticket: Ticket
    public var run: RunID?
    /// What is proposed; nobody has agreed yet.
    public var rollback: RunRollback
    /// Until when somebody may agree, UTC, to the millisecond.
    public let expiresAt: Date

    public init(ticket: Ticket, run: RunID, rollback: RunRollback, expiresAt: Date) {
        self.ticket = ticket
        self.run = run
        self.rollback = rollback
        self.expiresAt = Timestamp.rounded(expiresAt)
    }

    public var ritm: RITMNumber { ticket.number }
    // One that has expired may be followed by another for the same start.
    var identity: [String] { [String(rollback.start), Timestamp.text(of: rollback.askedAt)] }

    enum CodingKeys: String, CodingKey {
        case ticket
        case run
        case rollback
        case expiresAt = "expires_at"
    }
}

/// A run isn't taken back: nothing was changed for that.
public struct RollbackRefused: Hashable, Codable, Sendable, EventData {
    public var ticket: Ticket
    public var run: RunID?
    public var rollback: RunRollback
    public var refusal: RollbackRefusal

    public init(ticket: Ticket, run: RunID, rollback: RunRollback, refusal: RollbackRefusal) {
        self.ticket = ticket
        self.run = run
        self.rollback = rollback
        self.refusal = refusal
    }

    public var ritm: RITMNumber { ticket.number }
    var identity: [String] { [String(rollback.start), refusal.rawValue] }
}
