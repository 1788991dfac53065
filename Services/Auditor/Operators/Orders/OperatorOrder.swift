import Domain
import Foundation

/// What an operator has asked for: a row of `audit.operator_orders`.
struct OperatorOrder: Hashable, Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case retry
        case rollback
    }

    /// Somebody who asks or agrees.
    struct Operator: Hashable, Sendable {
        /// Who it is: the object id in Entra; nil for who asks in ServiceNow.
        var id: UserID?
        /// As people, tickets and the audit trail know them: name, account and object id.
        var title: String
    }

    enum Standing: Hashable, Sendable {
        /// Waits for a second person, until then.
        case proposed(until: Date)
        /// Nobody agreed in time.
        case lapsed
        /// To be carried out.
        case ordered
    }

    var id: UUID
    var ritm: RITMNumber
    var run: RunID
    /// The start of the run that is asked for.
    var start: Int
    var kind: Kind
    var askedBy: Operator
    var reason: String?
    var askedAt: Date
    /// Until when a second person may agree; nil where none is needed.
    var expiresAt: Date?
    var agreedBy: Operator?
    var agreedAt: Date?
    var trace: TraceContext
    var standing: Standing
    var isProposalStated: Bool
    var isOrderStated: Bool

    /// What is still to be stated of it, and is so only after the broker has it.
    ///
    /// - Parameters:
    ///   - plan: the run's plan.
    ///   - approval: its approval: what may be done is decided by these, not by who asks.
    func owed(plan: Plan, approval: Approval) -> [Fact] {
        var facts: [Fact] = []
        if let expiresAt, !isProposalStated, let rollback = rollback(agreed: false) {
            facts.append(
                .rollbackProposed(
                    RollbackProposed(ticket: plan.ticket, run: run, rollback: rollback, expiresAt: expiresAt)))
        }
        guard standing == .ordered, !isOrderStated else { return facts }
        switch kind {
        case .retry:
            let retry = RunRetry(start: start, askedBy: askedBy.title, askedAt: askedAt, reason: reason)
            facts.append(.retryRequested(RetryRequested(plan: plan, approval: approval, retry: retry)))
        case .rollback:
            if let rollback = rollback(agreed: true) {
                facts.append(
                    .rollbackRequested(RollbackRequested(plan: plan, approval: approval, rollback: rollback)))
            }
        }
        return facts
    }

    private func rollback(agreed: Bool) -> RunRollback? {
        guard kind == .rollback, let reason else { return nil }
        return RunRollback(
            start: start, askedBy: askedBy.title, askedAt: askedAt, reason: reason,
            agreedBy: agreed ? agreedBy?.title : nil)
    }
}
