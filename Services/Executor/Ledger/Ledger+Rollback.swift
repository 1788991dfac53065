import Domain
import Fleet
import Foundation
import Postgres

extension Ledger {
    /// Has a run that has ended turn back because a person wishes it: what it has changed itself, and no more, is to be undone (I4). All of it
    /// or nothing, and once for each start.
    func rollBack(_ mandate: Mandate, _ rollback: RunRollback, at now: Date) async throws -> RollbackOpening {
        let plan = mandate.plan
        do {
            return try await client.transaction { transaction in
                guard let current = try await Self.lockedStart(of: plan.run, in: transaction) else {
                    return .refused(.noSuchEnd)
                }
                // Whoever relies on what is in place has said so before, or waits for us: see `PairTurn.lockOfVerified`.
                let keys = plan.operations.map(\.key.description)
                try await transaction.query(
                    "SELECT 1 FROM ledger.operations WHERE key = ANY(\(keys)) ORDER BY key FOR UPDATE")
                let decision = RollbackDecision.decide(
                    asked: rollback.start, current: current.number, end: current.end,
                    isSuperseded: try await Self.isReliedOn(plan, in: transaction),
                    isRepair: try await Self.isRepair(rollback.start, of: plan.run, in: transaction))
                switch decision {
                case .refuse(let refusal): return .refused(refusal)
                case .isBegun: break
                case .begin: try await Self.begin(rollback, of: plan, in: transaction, at: now)
                }
                return .run(try await Self.run(of: plan, in: transaction))
            }
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            // Somebody is about to change what is to be taken back.
            return .pairIsBusy
        }
    }

    /// Whether another request has settled a membership of a run after the run did, the same way or the other, or the access has come to its
    /// end: then it isn't this run's to take back any more.
    static func isReliedOn(_ plan: Plan, in transaction: PostgresTransaction) async throws -> Bool {
        let keys = plan.operations.map(\.key.description)
        let rows = try await transaction.query(
            """
            SELECT EXISTS (
                SELECT 1 FROM \(fragment: LedgerOperation.table(of: "\(keys)"))
                    JOIN ledger.operations other ON other.user_id = o.user_id AND other.group_id = o.group_id AND other.run <> o.run
                    JOIN ledger.runs its ON its.run = other.run
                WHERE o.state NOT IN ('planned', 'refused', 'reverted') AND other.state NOT IN ('planned', 'refused', 'reverted')
                    AND other.version > o.version
                    -- What was taken back relies on nothing any more, also where it had found the membership in place.
                    AND its.outcome IS DISTINCT FROM 'reverted') AS is_relied_on
            """)
        return try rows.first?.decode("is_relied_on") ?? false
    }

    static func begin(
        _ rollback: RunRollback, of plan: Plan, in transaction: PostgresTransaction, at now: Date
    ) async throws {
        let run = plan.run.description
        let keys = plan.operations.map(\.key.description)
        try await transaction.pipeline([
            """
            INSERT INTO ledger.retries (run, start, asked_by, asked_at, reason, agreed_by, is_rollback, began_at, previous_outcome)
            SELECT run, \(rollback.start), \(rollback.askedBy), \(rollback.askedAt), \(rollback.reason), \(rollback.agreedBy), true,
                \(now), COALESCE(outcome, \(RunSettlement.underWay.rawValue))
            FROM ledger.runs WHERE run = \(run)::uuid
            """,
            """
            UPDATE ledger.runs SET start = \(rollback.start), direction = 'back', turned_at = \(now), outcome = NULL, ended_at = NULL,
                opened_at = \(now) WHERE run = \(run)::uuid
            """,
            """
            UPDATE ledger.operations SET start = \(rollback.start),
                state = CASE WHEN is_our_change AND state IN ('applied', 'verified', 'reverting') THEN 'reverting' ELSE state END,
                earlier_attempts = attempts, agreeing_reads = 0, last_read_at = NULL, unproved_seconds = 0, undo_attempt = NULL,
                undo_evidence = NULL, undo_accepted_at = NULL, undo_client_request_id = NULL, undo_request_id = NULL, undo_request_digest = NULL,
                undo_response_digest = NULL,
                undo_failure = NULL, version = nextval('ledger.versions'), changed_at = \(now)
            WHERE key = ANY(\(keys)) AND run = \(run)::uuid
            """,
        ])
    }
}
