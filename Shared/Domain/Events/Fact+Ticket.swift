extension Fact {
    /// The ticket's record, where the fact carries it.
    public var ticket: Ticket? {
        switch self {
        case .requestReceived(let data): data.ticket
        case .requestValidated(let data): data.plan.ticket
        case .requestBlocked(let data): data.ticket
        case .requestApproved(let data): data.plan.ticket
        case .approvalRequested(let data): data.plan.ticket
        case .runStarted(let data): data.plan.ticket
        case .operationThrottled(let data): data.ticket
        case .operationVerificationDue(let data): data.ticket
        case .runLanded(let data), .runReverted(let data), .runStuck(let data): data.plan.ticket
        case .ticketUpdated(let data), .ticketFulfilled(let data): data.ticket
        case .ticketNotApplied(let data): data.ticket
        case .messageDeadLettered(let data): data.ticket
        case .operationSatisfied, .operationApplied, .operationAttemptFailed, .operationRefused, .operationVerified,
            .operationUndoApplied, .operationUndoRefused, .operationReverted:
            nil
        }
    }
}
