/// A request item in ServiceNow is approved and waits to be fulfilled.
public struct RequestReceived: Hashable, Codable, Sendable, EventData {
    public var ticket: Ticket
    /// The automation for which Landfall itself has ordered it; nil: it hasn't.
    public var proposedBy: String?

    public init(ticket: Ticket, proposedBy: String? = nil) {
        self.ticket = ticket
        self.proposedBy = proposedBy
    }

    public var ritm: RITMNumber { ticket.number }
    public var run: RunID? { nil }
    var identity: [String] { [ticket.sysID.description] }

    enum CodingKeys: String, CodingKey {
        case ticket
        case proposedBy = "proposed_by"
    }
}

/// The policy allows the request, and this is what is to be done.
public struct RequestValidated: Hashable, Codable, Sendable, EventData {
    public var plan: Plan
    /// Who approved the ticket in ServiceNow; at least one.
    public var ticketApprovals: [Approval.Decision]
    /// What every rule of the policy said; nil in events from before it was kept.
    public var findings: [RuleFinding]?

    public init(plan: Plan, ticketApprovals: [Approval.Decision], findings: [RuleFinding]? = nil) {
        self.plan = plan
        self.ticketApprovals = ticketApprovals
        self.findings = findings
    }

    public var ritm: RITMNumber { plan.ticket.number }
    public var run: RunID? { plan.run }
    var identity: [String] { [] }

    enum CodingKeys: String, CodingKey {
        case plan
        case ticketApprovals = "ticket_approvals"
        case findings
    }
}

/// The request can't go on as it is. The ticket stays open, with whoever can change that.
public struct RequestBlocked: Hashable, Codable, Sendable, EventData {
    public var ticket: Ticket
    public var failure: Failure
    /// The owner of the entitlement that stands in the way, if one does.
    public var owner: Entitlement.Owner?
    /// What every rule of the policy said that was asked; nil in events from before it was kept.
    public var findings: [RuleFinding]?

    public init(ticket: Ticket, failure: Failure, owner: Entitlement.Owner?, findings: [RuleFinding]? = nil) {
        self.ticket = ticket
        self.failure = failure
        self.owner = owner
        self.findings = findings
    }

    public var ritm: RITMNumber { ticket.number }
    public var run: RunID? { nil }
    var identity: [String] { [failure.reason.rawValue, failure.detail] }
}

/// The plan may be carried out.
public struct RequestApproved: Hashable, Codable, Sendable, EventData {
    public var plan: Plan
    public var approval: Approval

    public init(plan: Plan, approval: Approval) {
        self.plan = plan
        self.approval = approval
    }

    public var ritm: RITMNumber { plan.ticket.number }
    public var run: RunID? { plan.run }
    var identity: [String] { [] }
}
