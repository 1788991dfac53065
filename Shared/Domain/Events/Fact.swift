/// What an event states, with what the next stage needs to act on it alone.
public enum Fact: Hashable, Sendable {
    case requestReceived(RequestReceived)
    case requestValidated(RequestValidated)
    case requestBlocked(RequestBlocked)
    case requestApproved(RequestApproved)
    case requestWithdrawn(RequestWithdrawn)
    case requestRejected(RequestRejected)
    case approvalRequested(ApprovalRequested)
    case approvalReminded(ApprovalReminded)
    case approvalEscalated(ApprovalEscalated)
    case approvalGiven(ApprovalGiven)
    case approvalRefused(ApprovalRefused)
    case runStarted(RunStarted)
    case runDeferred(RunDeferred)
    case operationSatisfied(OperationSatisfied)
    case operationApplied(OperationApplied)
    case operationAttemptFailed(OperationAttemptFailed)
    case operationThrottled(OperationThrottled)
    case operationRefused(OperationRefused)
    case operationVerificationDue(OperationVerificationDue)
    case operationVerified(OperationVerified)
    case operationUndoApplied(OperationUndoApplied)
    case operationUndoRefused(OperationUndoRefused)
    case operationReverted(OperationReverted)
    case runLanded(RunEnded)
    case runReverted(RunEnded)
    case runStuck(RunEnded)
    case retryRequested(RetryRequested)
    case retryRefused(RetryRefused)
    case rollbackProposed(RollbackProposed)
    case rollbackRequested(RollbackRequested)
    case rollbackRefused(RollbackRefused)
    case accessEnding(AccessEnding)
    case accessEndDue(AccessEndDue)
    case accessEnded(AccessEnded)
    case accessEndFailed(AccessEnded)
    case accessEndCancelled(AccessEndCancelled)
    case accessDrifted(AccessDrifted)
    case accessDriftEnded(AccessDriftEnded)
    case ticketUpdated(TicketUpdated)
    case ticketFulfilled(TicketUpdated)
    case ticketNotApplied(TicketNotApplied)
    case ticketPending(TicketPending)
    case incidentOpened(IncidentTold)
    case incidentUpdated(IncidentTold)
    case incidentResolved(IncidentTold)
    case messageDeadLettered(MessageDeadLettered)

    public var type: EventType {
        switch self {
        case .requestReceived: .requestReceived
        case .requestValidated: .requestValidated
        case .requestBlocked: .requestBlocked
        case .requestApproved: .requestApproved
        case .requestWithdrawn: .requestWithdrawn
        case .requestRejected: .requestRejected
        case .approvalRequested: .approvalRequested
        case .approvalReminded: .approvalReminded
        case .approvalEscalated: .approvalEscalated
        case .approvalGiven: .approvalGiven
        case .approvalRefused: .approvalRefused
        case .runStarted: .runStarted
        case .runDeferred: .runDeferred
        case .operationSatisfied: .operationSatisfied
        case .operationApplied: .operationApplied
        case .operationAttemptFailed: .operationAttemptFailed
        case .operationThrottled: .operationThrottled
        case .operationRefused: .operationRefused
        case .operationVerificationDue: .operationVerificationDue
        case .operationVerified: .operationVerified
        case .operationUndoApplied: .operationUndoApplied
        case .operationUndoRefused: .operationUndoRefused
        case .operationReverted: .operationReverted
        case .runLanded: .runLanded
        case .runReverted: .runReverted
        case .runStuck: .runStuck
        case .retryRequested: .retryRequested
        case .retryRefused: .retryRefused
        case .rollbackProposed: .rollbackProposed
        case .rollbackRequested: .rollbackRequested
        case .rollbackRefused: .rollbackRefused
        case .accessEnding: .accessEnding
        case .accessEndDue: .accessEndDue
        case .accessEnded: .accessEnded
        case .accessEndFailed: .accessEndFailed
        case .accessEndCancelled: .accessEndCancelled
        case .accessDrifted: .accessDrifted
        case .accessDriftEnded: .accessDriftEnded
        case .ticketUpdated: .ticketUpdated
        case .ticketFulfilled: .ticketFulfilled
        case .ticketNotApplied: .ticketNotApplied
        case .ticketPending: .ticketPending
        case .incidentOpened: .incidentOpened
        case .incidentUpdated: .incidentUpdated
        case .incidentResolved: .incidentResolved
        case .messageDeadLettered: .messageDeadLettered
        }
    }

    var data: any EventData {
        switch self {
        case .requestReceived(let data): data
        case .requestValidated(let data): data
        case .requestBlocked(let data): data
        case .requestApproved(let data): data
        case .requestWithdrawn(let data): data
        case .requestRejected(let data): data
        case .approvalRequested(let data): data
        case .approvalReminded(let data): data
        case .approvalEscalated(let data): data
        case .approvalGiven(let data): data
        case .approvalRefused(let data): data
        case .runStarted(let data): data
        case .runDeferred(let data): data
        case .operationSatisfied(let data): data
        case .operationApplied(let data): data
        case .operationAttemptFailed(let data): data
        case .operationThrottled(let data): data
        case .operationRefused(let data): data
        case .operationVerificationDue(let data): data
        case .operationVerified(let data): data
        case .operationUndoApplied(let data): data
        case .operationUndoRefused(let data): data
        case .operationReverted(let data): data
        case .runLanded(let data), .runReverted(let data), .runStuck(let data): data
        case .retryRequested(let data): data
        case .retryRefused(let data): data
        case .rollbackProposed(let data): data
        case .rollbackRequested(let data): data
        case .rollbackRefused(let data): data
        case .accessEnding(let data): data
        case .accessEndDue(let data): data
        case .accessEnded(let data), .accessEndFailed(let data): data
        case .accessEndCancelled(let data): data
        case .accessDrifted(let data): data
        case .accessDriftEnded(let data): data
        case .ticketUpdated(let data), .ticketFulfilled(let data): data
        case .ticketNotApplied(let data): data
        case .ticketPending(let data): data
        case .incidentOpened(let data), .incidentUpdated(let data), .incidentResolved(let data): data
        case .messageDeadLettered(let data): data
        }
    }

    /// The request item that it is about.
    public var ritm: RITMNumber { data.ritm }
    /// The run that it is about, once there is a plan.
    public var run: RunID? { data.run }
    /// What makes this fact another one than the next of its type for the same run.
    var identity: [String] { data.identity }
}
