extension Fact {
    /// The ticket's record, where the fact carries it.
    public var ticket: Ticket? {
        switch self {
        case .requestReceived(let data): data.ticket
        case .requestValidated(let data): data.plan.ticket
        case .requestBlocked(let data): data.ticket
        case .requestApproved(let data): data.plan.ticket
        case .requestWithdrawn(let data): data.ticket
        case .requestRejected(let data): data.plan.ticket
        case .approvalRequested(let data): data.plan.ticket
        case .approvalReminded(let data): data.plan.ticket
        case .approvalEscalated(let data): data.plan.ticket
        case .approvalGiven(let data): data.ticket
        case .approvalRefused(let data): data.ticket
        case .runStarted(let data): data.plan.ticket
        case .runDeferred(let data): data.plan.ticket
        case .operationThrottled(let data): data.ticket
        case .operationVerificationDue(let data): data.ticket
        case .runLanded(let data), .runReverted(let data), .runStuck(let data): data.plan.ticket
        case .retryRequested(let data): data.plan.ticket
        case .retryRefused(let data): data.ticket
        case .rollbackProposed(let data): data.ticket
        case .rollbackRequested(let data): data.plan.ticket
        case .rollbackRefused(let data): data.ticket
        case .accessEnding(let data): data.ticket
        case .accessEndDue(let data): data.plan.ticket
        case .accessEnded(let data), .accessEndFailed(let data): data.plan.ticket
        case .accessEndCancelled(let data): data.ticket
        case .accessDrifted(let data): data.plan.ticket
        case .accessDriftEnded(let data): data.ticket
        case .ticketUpdated(let data), .ticketFulfilled(let data): data.ticket
        case .ticketNotApplied(let data): data.ticket
        case .ticketPending(let data): data.ticket
        case .messageDeadLettered(let data): data.ticket
        case .operationSatisfied, .operationApplied, .operationAttemptFailed, .operationRefused, .operationVerified,
            .operationUndoApplied, .operationUndoRefused, .operationReverted, .incidentOpened, .incidentUpdated,
            .incidentResolved:
            nil
        }
    }

    /// What the run is for that the fact is about, where the fact says it.
    public var purpose: RunPurpose? {
        switch self {
        case .operationThrottled(let data): data.purpose
        case .operationVerificationDue(let data): data.purpose
        case .accessEndDue, .accessEnded, .accessEndFailed: .end
        default: nil
        }
    }
}
