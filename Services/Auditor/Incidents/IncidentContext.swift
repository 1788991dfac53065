import Domain
import Foundation

/// What a failure is about: the plan and its approval, as far as they are known. Pure.
struct IncidentContext: Hashable, Sendable {
    private(set) var ticket: Ticket?
    private(set) var plan: Plan?
    private(set) var approval: Approval?

    /// - Parameter known: what is on record of the request: the first that carries a part gives it, where the event itself doesn't.
    init(_ event: Event, known: [Event]) {
        for event in [event] + known {
            ticket = ticket ?? event.fact.ticket
            plan = plan ?? event.fact.planAndApproval?.plan
            approval = approval ?? event.fact.planAndApproval?.approval
        }
    }

    /// For whom, what, and who approved it.
    var who: String {
        guard let plan else { return "What was to be changed is not on record: no plan has been made yet." }
        return """
            For: \(TicketNote.name(plan.beneficiary))
            What: \(TicketNote.changes(plan))
            \(approval.map { TicketNote.approved($0, of: plan) } ?? "Approved by: nobody yet")
            Risk: \(plan.risk.rawValue). Policy: \(plan.policyVersion)
            """
    }

    /// By which others find it in their logs.
    func ids(_ key: IncidentKey) -> String {
        """
        Request item: \(key.ritm)\(ticket.map { " (\($0.sysID))" } ?? "")
        Run: \(key.run?.description ?? "none yet")
        """
    }
}

extension Fact {
    /// The plan and its approval, where the fact carries them.
    fileprivate var planAndApproval: (plan: Plan, approval: Approval?)? {
        switch self {
        case .requestValidated(let data): (data.plan, nil)
        case .requestApproved(let data): (data.plan, data.approval)
        case .approvalRequested(let data): (data.plan, nil)
        case .requestRejected(let data): (data.plan, nil)
        case .runStarted(let data): (data.plan, data.approval)
        case .runLanded(let data), .runReverted(let data), .runStuck(let data): (data.plan, data.approval)
        case .accessEnded(let data), .accessEndFailed(let data): (data.plan, data.approval)
        default: nil
        }
    }
}
