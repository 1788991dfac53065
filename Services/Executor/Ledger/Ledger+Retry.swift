import Domain
import Fleet
import Foundation
import Postgres

extension Ledger {
    /// Starts a run once more that was reverted, or is stuck: its operations go on under their keys, each from where
    /// ``Domain/OperationLifecycle/stateInNextStart(after:isOurChange:)`` says. All of it or nothing, and once for each start.
    func startAgain(_ mandate: Mandate, _ retry: RunRetry, at now: Date) async throws -> RetryOpening {
        let plan = mandate.plan
        do {
            return try await client.transaction { transaction in
                // By itself: what is decided has to see what those committed who held the lock before.
                guard let current = try await Self.lockedStart(of: plan.run, in: transaction) else {
                    return .refused(.noSuchEnd)
                }
                let decision = RetryDecision.decide(
                    asked: retry.start, current: current.number, end: current.end,
                    isSuperseded: try await Self.isSuperseded(plan, in: transaction),
                    isRolledBack: current.isRollback, isWithdrawn: current.isWithdrawn)
                switch decision {
                case .refuse(let refusal): return .refused(refusal)
                case .isBegun: break
                case .begin:
                    var retry = retry
                    // What was to be put back is tried again, and no more.
                    retry.repairs = current.repairs
                    try await begin(retry, of: mandate, in: transaction, at: now)
                }
                return .run(try await Self.run(of: plan, in: transaction))
            }
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            // What the run has kept is still its own, and somebody is about to change it.
            return .pairIsBusy
        }
    }

    /// Whether a membership of a run has been settled otherwise since: by a request that was made later, or because the access that the run
    /// itself had granted has come to its end.
    private static func isSuperseded(_ plan: Plan, in transaction: PostgresTransaction) async throws -> Bool {
        let keys = plan.operations.map(\.key.description)
        let rows = try await transaction.query(
            """
            SELECT EXISTS (
                SELECT 1 FROM \(fragment: LedgerOperation.table(of: "\(keys)"))
                    JOIN ledger.operations other ON other.user_id = o.user_id AND other.group_id = o.group_id AND other.action <> o.action
                    JOIN ledger.runs its ON its.run = other.run JOIN ledger.runs ours ON ours.run = o.run
                WHERE other.state NOT IN ('planned', 'refused', 'reverted')
                    AND CASE WHEN its.is_end THEN its.ritm = ours.ritm
                        ELSE (length(its.ritm), its.ritm) > (length(ours.ritm), ours.ritm) END) AS is_superseded
            """)
        return try rows.first?.decode("is_superseded") ?? false
    }

    /// Which start a run is in, and what it has come to.
    struct CurrentStart {
        var number: Int
        /// Nil while it hasn't ended.
        var end: RunSettlement?
        /// Whether it is to take the run back.
        var isRollback: Bool
        /// Whether the run's request was withdrawn.
        var isWithdrawn: Bool
        /// What it is to put back that was removed outside; nil where it is for the whole run.
        var repairs: [OperationKey]?
    }

    /// By itself: what is decided has to see what those committed who held the lock before.
    ///
    /// - Returns: nil for a run that was never begun.
    static func lockedStart(of run: RunID, in transaction: PostgresTransaction) async throws -> CurrentStart? {
        let id = run.description
        try await transaction.query("SELECT 1 FROM ledger.runs WHERE run = \(id)::uuid FOR UPDATE")
        let rows = try await transaction.query(
            """
            SELECT r.start, r.outcome, COALESCE(latest.is_rollback, false) AS is_rollback, latest.repairs,
                NOT r.is_end AND EXISTS (SELECT 1 FROM ledger.withdrawals w WHERE w.ritm = r.ritm) AS is_withdrawn
            FROM ledger.runs r LEFT JOIN ledger.retries latest USING (run, start) WHERE r.run = \(id)::uuid
            """)
        return try rows.first.map { row in
            CurrentStart(
                number: try row.decode("start"),
                end: try row.decode("outcome", as: String?.self).flatMap(RunSettlement.init),
                isRollback: try row.decode("is_rollback"), isWithdrawn: try row.decode("is_withdrawn"),
                repairs: try RunBeginning.repairs(row))
        }
    }

    static func run(of plan: Plan, in transaction: PostgresTransaction) async throws -> LedgerRun {
        let keys = plan.operations.map(\.key.description)
        let results = try await transaction.pipeline([
            LedgerRun.standing(of: plan.run),
            "SELECT \(fragment: LedgerOperation.columns) FROM \(fragment: LedgerOperation.table(of: "\(keys)"))",
        ])
        return try LedgerRun(plan, standing: results[0], operations: results[1])
    }

    /// - Parameter isGone: whether what the start concerns is known to be gone, whoever had made it.
    func begin(
        _ retry: RunRetry, of mandate: Mandate, isGone: Bool = false, in transaction: PostgresTransaction, at now: Date
    ) async throws {
        let plan = mandate.plan
        let run = plan.run.description
        let standing = try await Self.run(of: plan, in: transaction)
        try await transaction.pipeline(
            [
                """
                INSERT INTO ledger.retries (run, start, asked_by, asked_at, reason, repairs, began_at, previous_outcome)
                SELECT run, \(retry.start), \(retry.askedBy), \(retry.askedAt), \(retry.reason), \(retry.repairs?.map(\.description)),
                    \(now), outcome
                FROM ledger.runs WHERE run = \(run)::uuid
                """,
                """
                UPDATE ledger.runs SET start = \(retry.start), direction = 'forward', turned_at = NULL, outcome = NULL, ended_at = NULL,
                    opened_at = \(now) WHERE run = \(run)::uuid
                """,
            ]
                // What another run has brought into the ledger is that run's.
                + standing.operations.filter { $0.run == plan.run && retry.concerns($0.key) }.map {
                    Self.next($0, in: retry.start, isGone: isGone, at: now)
                }
                + plan.operations.filter { $0.key.action == .add && retry.concerns($0.key) }.map {
                    planned(again: $0.key.opposite, plan, at: now)
                })
    }

    /// Only what is still the run's own goes on as such; the rest forgets what an earlier start has seen and done. The attempts stay.
    private static func next(
        _ operation: LedgerOperation, in start: Int, isGone: Bool, at now: Date
    ) -> PostgresStatement {
        let key = operation.key.description
        let state = OperationLifecycle.stateInNextStart(
            after: operation.state, isOurChange: operation.isOurChange && !isGone)
        let begun: PostgresStatement = """
            start = \(start), earlier_attempts = attempts, agreeing_reads = 0, last_read_at = NULL, unproved_seconds = 0, failure = NULL,
            undo_attempt = NULL, undo_evidence = NULL, undo_accepted_at = NULL, undo_client_request_id = NULL, undo_request_id = NULL, undo_request_digest = NULL, undo_response_digest = NULL,
            undo_failure = NULL, version = nextval('ledger.versions'), changed_at = \(now)
            """
        guard state == .planned else {
            return """
                UPDATE ledger.operations SET state = \(state.rawValue), applied_at = \(now), \(fragment: begun) WHERE key = \(key)
                """
        }
        return """
            UPDATE ledger.operations SET state = 'planned', was_member = NULL, is_our_change = false, applied_at = NULL,
                applied_attempt = NULL, evidence = NULL, client_request_id = NULL, request_id = NULL, request_digest = NULL, response_digest = NULL, \(fragment: begun) WHERE key = \(key)
            """
    }

    /// The end of what an earlier start did not grant, or found in place, is planned again: this one may grant it.
    private func planned(again removal: OperationKey, _ plan: Plan, at now: Date) -> PostgresStatement {
        let states = RemovalLifecycle.states(before: .retried).map(\.rawValue)
        let cancellations = [RemovalCancellation.notGranted, .wasMember].map(\.rawValue)
        return """
            UPDATE ledger.removals SET state = 'planned', cancellation = NULL, due_at = COALESCE(\(plan.until), due_at), changed_at = \(now)
            WHERE key = \(removal.description) AND run = \(plan.run.description)::uuid AND state = ANY(\(states))
                AND cancellation = ANY(\(cancellations))
            """
    }
}
