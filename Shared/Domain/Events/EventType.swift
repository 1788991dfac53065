/// What an event states; the raw value is its routing key.
public enum EventType: String, Codable, Sendable, CaseIterable {
    case requestReceived = "request.received"
    case requestValidated = "request.validated"
    case requestBlocked = "request.blocked"
    case requestApproved = "request.approved"
    case requestWithdrawn = "request.withdrawn"
    case approvalRequested = "approval.requested"
    case runStarted = "run.started"
    case operationSatisfied = "operation.satisfied"
    case operationApplied = "operation.applied"
    case operationAttemptFailed = "operation.attempt_failed"
    case operationThrottled = "operation.throttled"
    case operationRefused = "operation.refused"
    case operationVerificationDue = "operation.verification_due"
    case operationVerified = "operation.verified"
    case operationUndoApplied = "operation.undo_applied"
    case operationUndoRefused = "operation.undo_refused"
    case operationReverted = "operation.reverted"
    case runLanded = "run.landed"
    case runReverted = "run.reverted"
    case runStuck = "run.stuck"
    case retryRequested = "operator.retry_requested"
    case retryRefused = "run.retry_refused"
    case rollbackProposed = "operator.rollback_proposed"
    case rollbackRequested = "operator.rollback_requested"
    case rollbackRefused = "run.rollback_refused"
    case accessEnding = "access.ending"
    case accessEndDue = "access.end_due"
    case accessEnded = "access.ended"
    case accessEndFailed = "access.end_failed"
    case accessEndCancelled = "access.end_cancelled"
    case accessDrifted = "access.drifted"
    case accessDriftEnded = "access.drift_ended"
    case ticketUpdated = "ticket.updated"
    case ticketFulfilled = "ticket.fulfilled"
    case ticketNotApplied = "ticket.not_applied"
    case ticketPending = "ticket.pending"
    case incidentOpened = "incident.opened"
    case incidentUpdated = "incident.updated"
    case incidentResolved = "incident.resolved"
    case messageDeadLettered = "message.dead_lettered"

    /// Whether an event of this type is about an operation of a run, and so always names the run.
    var isAboutRun: Bool { rawValue.hasPrefix("operation.") }

    /// The version of the `data` that this code writes and reads.
    public var version: Int { 1 }
}
