/// A person asks for a run to be carried out once more that was reverted, or is stuck.
///
/// It carries the mandate, as the approval did: what may be done is decided by that, not by who asks.
public struct RetryRequested: Hashable, Codable, Sendable, EventData {
    public var plan: Plan
    public var approval: Approval
    public var retry: RunRetry

    public init(plan: Plan, approval: Approval, retry: RunRetry) {
        self.plan = plan
        self.approval = approval
        self.retry = retry
    }

    public var ritm: RITMNumber { plan.ticket.number }
    public var run: RunID? { plan.run }
    // Two people who ask for the same start ask for the same.
    var identity: [String] { [String(retry.start)] }
}

/// A run isn't carried out once more: nothing was changed for that.
public struct RetryRefused: Hashable, Codable, Sendable, EventData {
    public var ticket: Ticket
    public var run: RunID?
    public var retry: RunRetry
    public var refusal: RetryRefusal

    public init(ticket: Ticket, run: RunID, retry: RunRetry, refusal: RetryRefusal) {
        self.ticket = ticket
        self.run = run
        self.retry = retry
        self.refusal = refusal
    }

    public var ritm: RITMNumber { ticket.number }
    var identity: [String] { [String(retry.start), refusal.rawValue] }
}
