import Domain
import Fleet
import Foundation

/// What the audit trail says of a run: what it is to do, how far it has come, and what people have asked for. Pure.
///
/// The Executor's ledger decides; this is what is known of it here.
struct RunStory: Sendable {
    /// One start of the run.
    struct Start: Sendable {
        var number: Int
        /// When it was stated to have begun.
        var beganAt: Date?
        /// By which retry it began.
        var retry: RunRetry?
        var end: RunEnded?
        var settlement: RunSettlement = .underWay
    }

    let run: RunID
    let plan: Plan
    /// Nil while nobody has approved it.
    let approval: Approval?
    /// What people are asked at the moment, before it is approved; nil where nobody is known to be.
    let question: ApprovalQuestion?
    /// Why it is never carried out; nil: it may be.
    let rejection: RequestRejected?
    /// The latest wait of it for the hours in which it may begin.
    let deferral: RunDeferred?
    /// In their order; empty while it hasn't begun.
    let starts: [Start]
    /// Whether the ticket is closed complete.
    let isFulfilled: Bool
    /// The latest message of it that a stage has given up on, if nothing has been stated of the run since that ends it.
    let deadLetter: MessageDeadLettered?
    /// What is otherwise than the run has left it.
    let drifts: [AccessDrifted]
    /// What the Executor has refused, by the start that was asked for.
    let refusedRetries: [Int: RetryRefusal]
    let refusedRollbacks: [Int: RollbackRefusal]

    /// - Parameter entries: in the order in which they were stated.
    /// - Returns: nil when nothing among them says what the run is to do.
    init?(run: RunID, _ entries: [RecordedEvent]) {
        var plan: Plan?
        var approval: Approval?
        var question: ApprovalQuestion?
        var rejection: RequestRejected?
        var deferral: RunDeferred?
        var starts: [Int: Start] = [:]
        var isFulfilled = false
        var deadLetter: MessageDeadLettered?
        var drifts: [AccessDrifted] = []
        var driftEnds: [AccessDriftEnded] = []
        var refusedRetries: [Int: RetryRefusal] = [:]
        var refusedRollbacks: [Int: RollbackRefusal] = [:]
        func end(_ ended: RunEnded, _ settlement: RunSettlement) {
            let number = ended.start ?? 1
            starts[number, default: Start(number: number)].end = ended
            starts[number]?.settlement = settlement
            deadLetter = nil
        }
        for entry in entries {
            guard let fact = entry.fact else { continue }
            if let mandate = fact.mandate, mandate.plan.run == run {
                plan = mandate.plan
                approval = mandate.approval
            }
            switch fact {
            case .requestValidated(let data): plan = plan ?? data.plan
            case .approvalRequested(let data):
                plan = plan ?? data.plan
                question = data.question
            case .approvalReminded(let data): question = data.question
            case .approvalEscalated(let data): question = data.question
            case .requestRejected(let data):
                plan = plan ?? data.plan
                rejection = data
            case .runDeferred(let data): deferral = data
            case .runStarted(let data):
                let number = data.retry?.start ?? 1
                var start = starts[number] ?? Start(number: number)
                start.beganAt = start.beganAt ?? entry.at
                start.retry = data.retry
                starts[number] = start
                if data.retry != nil { deadLetter = nil }
            case .runLanded(let data): end(data, .landed)
            case .runReverted(let data): end(data, .reverted)
            case .runStuck(let data): end(data, .stuck)
            case .retryRefused(let data): refusedRetries[data.retry.start] = data.refusal
            case .rollbackRefused(let data): refusedRollbacks[data.rollback.start] = data.refusal
            case .ticketFulfilled: isFulfilled = true
            case .accessDrifted(let data): drifts.append(data)
            case .accessDriftEnded(let data): driftEnds.append(data)
            case .messageDeadLettered(let data) where data.stage != Stage.record.rawValue: deadLetter = data
            default: break
            }
        }
        guard let plan, plan.run == run else { return nil }
        self.run = run
        self.plan = plan
        self.approval = approval
        self.question = question
        self.rejection = rejection
        self.deferral = deferral
        self.starts = starts.values.sorted { $0.number < $1.number }
        self.isFulfilled = isFulfilled
        self.deadLetter = deadLetter
        // In whatever order they were recorded.
        self.drifts = drifts.filter { drift in !driftEnds.contains { $0.isEnd(of: drift) } }
        self.refusedRetries = refusedRetries
        self.refusedRollbacks = refusedRollbacks
    }

    /// The start that the run is in, or that it ended in.
    var latest: Start? { starts.last }

    /// The start that a retry or a rollback would be.
    var nextStart: Int { (latest?.number ?? 1) + 1 }

    /// Whether a retry can be asked for, as far as is known here.
    var retryDecision: RetryDecision {
        RetryDecision.decide(
            asked: nextStart, current: nextStart - 1, end: latest?.settlement, isSuperseded: false,
            isRolledBack: latest?.end?.rollback != nil)
    }

    /// Whether a rollback can be asked for, as far as is known here.
    var rollbackDecision: RollbackDecision {
        RollbackDecision.decide(
            asked: nextStart, current: nextStart - 1, end: latest?.settlement, isSuperseded: false)
    }

    /// The kinds of order for the next start that the Executor has refused.
    var refusedKinds: Set<OperatorOrder.Kind> {
        var kinds: Set<OperatorOrder.Kind> = []
        if refusedRetries[nextStart] != nil { kinds.insert(.retry) }
        if refusedRollbacks[nextStart] != nil { kinds.insert(.rollback) }
        return kinds
    }
}
