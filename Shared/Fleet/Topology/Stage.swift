public import Domain

/// A step of the road that takes messages from a queue of its own, and can be retried or dead-lettered on its own.
public enum Stage: String, Sendable, CaseIterable, Codable {
    /// Ingest: stops watching what Landfall itself closes, as fulfilled or as rejected.
    case watch
    /// Validator: reads the ticket, the person and the groups, and makes the plan; follows what becomes of it.
    case validate
    /// Approver: sees to it that somebody has approved the plan.
    case approve
    /// Executor: makes the changes.
    case execute
    /// Executor: reads the changes back.
    case verify
    /// Auditor: keeps every event.
    case record
    /// Auditor: tells the ticket, and closes it on proof.
    case settle
    /// Auditor: tells people in Microsoft Teams.
    case notify
    /// Auditor: opens an incident for what failed, and resolves it when that is put right.
    case incident

    /// The types of event that the stage's queue is bound to. This is the one place that says who takes what.
    public var takes: Binding {
        switch self {
        case .watch: .types([.ticketFulfilled, .requestRejected])
        case .validate:
            .types([
                .requestReceived, .runStarted, .runLanded, .runReverted, .runStuck, .requestRejected, .requestWithdrawn,
            ])
        case .approve: .types([.requestValidated, .requestWithdrawn])
        case .execute:
            .types([
                .requestApproved, .requestWithdrawn, .retryRequested, .rollbackRequested, .accessEndDue, .accessDrifted,
            ])
        case .verify: .types([])
        case .record: .everything
        case .settle:
            .types([
                .requestBlocked, .requestWithdrawn, .requestRejected, .approvalRequested, .approvalReminded,
                .approvalEscalated, .approvalGiven, .runStarted, .runDeferred, .operationThrottled, .runLanded,
                .runReverted,
                .runStuck, .retryRefused, .rollbackRefused, .accessEnding, .accessEnded, .accessEndFailed,
                .accessEndCancelled, .accessDrifted, .accessDriftEnded, .messageDeadLettered,
            ])
        case .notify:
            .types([
                .requestBlocked, .requestApproved, .requestRejected, .approvalRequested, .approvalReminded,
                .approvalEscalated, .runReverted, .runStuck, .retryRefused, .rollbackRefused,
                .accessEnded, .accessEndFailed, .accessDrifted, .accessDriftEnded, .ticketNotApplied, .ticketPending,
                .messageDeadLettered,
            ])
        case .incident:
            .types([
                .runReverted, .runStuck, .ticketNotApplied, .ticketPending, .accessEndFailed, .messageDeadLettered,
            ])
        }
    }

    /// The types of event that the stage gets not through the exchange, but sent to its queue by another stage.
    public var isSent: [EventType] {
        switch self {
        // Verification is always asked for through a delay.
        case .verify: [.operationVerificationDue]
        // What can put right something that failed. Nothing has failed of most requests, so whoever records it looks first.
        case .incident:
            [
                .requestBlocked, .requestRejected, .approvalRequested, .runLanded, .ticketUpdated, .ticketFulfilled,
                .accessEnded, .accessEndCancelled,
            ]
        case .watch, .validate, .approve, .execute, .record, .settle, .notify: []
        }
    }

    /// What a queue is bound to.
    public enum Binding: Hashable, Sendable {
        case types([EventType])
        case everything
    }

    /// Whether the stage handles such an event: one in the wrong queue is dead-lettered, not guessed at.
    public func takes(_ type: EventType) -> Bool {
        switch takes {
        case .everything: true
        case .types(let types): types.contains(type) || isSent.contains(type)
        }
    }

    public var queue: String { "landfall.\(rawValue)" }
    /// Where a message stands until a person decides.
    public var deadQueue: String { "landfall.\(rawValue).dead" }
    /// Where a message waits before it comes back to ``queue``.
    public func retryQueue(_ rung: RetryRung) -> String { "landfall.\(rawValue).retry.\(rung.rawValue)" }
}
