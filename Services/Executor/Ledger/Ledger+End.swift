import Domain
import Fleet
import Foundation
import Postgres

extension Ledger {
    /// Ends a run when all of its operations are settled, once; and says how it ended whenever it is asked again.
    ///
    /// Whoever settles an operation commits that before asking here; so of those who settle the last two at once, at least one sees both.
    ///
    /// In the same transaction it is decided what becomes of the removals that are planned for the run's memberships: see
    /// ``RemovalSettlement``.
    /// - Returns: `run.landed`, `run.reverted` or `run.stuck`, and `access.end_cancelled` for each end whose place the run has taken; of a
    ///   run that ends an access `access.ended` or `access.end_failed`; nothing while something is under way.
    func end(_ run: RunID, at now: Date) async throws -> [Fact] {
        let results = try await database.pipeline([
            """
            SELECT cardinality(r.keys) AS size, r.direction, r.mandate, r.outcome IS NOT NULL AS has_ended, \(fragment: RunBeginning.columns),
                \(fragment: RequestWithdrawal.columns)
            FROM ledger.runs r LEFT JOIN ledger.retries latest USING (run, start) \(fragment: RequestWithdrawal.ofRun)
            WHERE r.run = \(run.description)::uuid
            """,
            """
            SELECT \(fragment: LedgerOperation.columns),
                (SELECT true FROM ledger.removals r WHERE r.user_id = o.user_id AND r.group_id = o.group_id LIMIT 1) AS has_removals
            FROM \(fragment: LedgerOperation.table(of: "(SELECT keys FROM ledger.runs WHERE run = \(run.description)::uuid)"))
            """,
        ])
        guard let row = results[0].first, let direction = RunDirection(rawValue: try row.decode("direction")) else {
            return []
        }
        let operations = try results[1].map(LedgerOperation.init(row:))
        guard operations.count == (try row.decode("size", as: Int.self)) else { return [] }
        let settlement = RunSettlement.judge(direction, operations.map(\.standing))
        guard settlement != .underWay else { return [] }
        let mandate = try MandateColumn.decode(try row.decode("mandate"))
        let beginning = try RunBeginning(row: row)
        let standing = LedgerRun(
            mandate.operations, direction: direction, retry: beginning.retry, rollback: beginning.rollback,
            withdrawal: try RequestWithdrawal(row: row), operations: operations)
        // One that is about to turn back hasn't ended. One that has ended says so again, by whatever rule it would turn back now.
        let hasEnded: Bool = try row.decode("has_ended")
        guard
            direction == .back || hasEnded || !RunDirection.turnsBack(standing.states, rule: standing.rule(of: mandate))
        else {
            return []
        }
        let hasRemovals = try results[1].contains { try $0.decode("has_removals", as: Bool?.self) == true }
        let end = RunEnd(
            mandate: mandate, settlement: settlement, run: standing, start: beginning.start, at: now)
        return hasRemovals ? try await recordWithRemovals(end) : try await record(end)
    }

    /// The end of a run on whose memberships nothing is planned.
    func record(_ end: RunEnd) async throws -> [Fact] {
        // The first to say so decides when it was.
        let ended = try await database.query(
            """
            UPDATE ledger.runs SET outcome = COALESCE(outcome, \(end.settlement.rawValue)), ended_at = COALESCE(ended_at, \(end.at))
            WHERE run = \(end.mandate.run.description)::uuid AND \(fragment: end.isStillSo) RETURNING ended_at, outcome
            """)
        return try end.fact(recorded: ended.first).map { [$0] } ?? []
    }

    /// The end of a run, with what it makes of the removals of its memberships: all of it or nothing, and once.
    func recordWithRemovals(_ end: RunEnd) async throws -> [Fact] {
        let run = end.mandate.run.description
        return try await client.transaction { transaction in
            let removals = try await Self.lockRemovals(of: end.mandate, in: transaction)
            let ended = try await transaction.query(
                """
                UPDATE ledger.runs SET outcome = \(end.settlement.rawValue), ended_at = \(end.at)
                WHERE run = \(run)::uuid AND \(fragment: end.isStillSo) AND outcome IS NULL
                """)
            if ended.rowsAffected == 1 {
                try await transaction.pipeline(end.changes(to: removals).flatMap { statements(of: $0, at: end.at) })
            }
            let recorded = try await transaction.pipeline([
                """
                SELECT ended_at, outcome FROM ledger.runs
                WHERE run = \(run)::uuid AND \(fragment: end.isStillSo)
                """,
                Self.planned(for: end.mandate),
                Self.cancelled(by: end.mandate),
            ])
            let planned = try recorded[1].map(LedgerRemoval.init(row:))
            guard let fact = try end.fact(recorded: recorded[0].first, planned) else { return [] }
            return [fact] + (try recorded[2].map { try Self.cancellation(row: $0) })
        }
    }

    // MARK: - Statements

    /// By itself: what is decided has to see what those committed who held the lock before.
    private static func lockRemovals(
        of mandate: Mandate, in transaction: PostgresTransaction
    ) async throws -> [LedgerRemoval] {
        let groups = mandate.operations.map(\.key.group.description)
        return try await transaction.query(
            """
            SELECT \(fragment: LedgerRemoval.columns) FROM ledger.removals r
            WHERE r.user_id = \(mandate.plan.beneficiary.id.description)::uuid AND r.group_id = ANY(\(groups)::uuid[])
            ORDER BY r.key FOR UPDATE
            """
        ).map(LedgerRemoval.init(row:))
    }

    /// What is planned for the end of what a run adds; of a run that ends an access, that very end.
    private static func planned(for mandate: Mandate) -> PostgresStatement {
        let keys = mandate.operations.map(\.key).map { $0.action == .remove ? $0 : $0.opposite }.map(\.description)
        return "SELECT \(fragment: LedgerRemoval.columns) FROM ledger.removals r WHERE r.key = ANY(\(keys))"
    }

    private static func cancelled(by mandate: Mandate) -> PostgresStatement {
        let keys = mandate.operations.map(\.key.description)
        return """
            SELECT r.key, r.cancellation, r.cancelled_by, its.mandate,
                (SELECT later.due_at FROM ledger.removals later
                    WHERE r.cancellation = 'renewed' AND later.key = regexp_replace(r.cancelled_by, ':add$', ':remove')) AS ends_at
            FROM ledger.removals r JOIN ledger.runs its ON its.run = r.run
            WHERE r.cancelled_by = ANY(\(keys)) ORDER BY r.key
            """
    }

    private static func cancellation(row: PostgresRow) throws -> Fact {
        let mandate = try MandateColumn.decode(try row.decode("mandate"))
        guard let key = OperationKey(try row.decode("key", as: String.self)),
            let by = OperationKey(try row.decode("cancelled_by", as: String.self)),
            let cancellation = RemovalCancellation(rawValue: try row.decode("cancellation"))
        else { throw Failure(.serviceDefect, "ledger.removals holds a key or a cancellation that is none") }
        let ending = try Mandate(plan: mandate.plan, approval: mandate.approval, ending: key)
        return .accessEndCancelled(
            AccessEndCancelled(
                ticket: mandate.plan.ticket, run: mandate.plan.run, beneficiary: mandate.plan.beneficiary,
                removal: ending.operations[0], cancellation: cancellation, by: by, endsAt: try row.decode("ends_at")))
    }

    private func statements(of change: RunEnd.Change, at now: Date) -> [PostgresStatement] {
        func before(_ occurrence: RemovalLifecycle.Occurrence) -> [String] {
            RemovalLifecycle.states(before: occurrence).map(\.rawValue)
        }
        switch change {
        case .settled(.live(let key, let dueAt)):
            let reminder = Reminder.time(before: dueAt, lead: reminderLead, grantedAt: now)
            return [
                """
                UPDATE ledger.removals SET state = 'live', due_at = \(dueAt), remind_at = \(reminder),
                    next_look_at = \(reminder ?? dueAt), changed_at = \(now)
                WHERE key = \(key.description) AND state = ANY(\(before(.granted)))
                """
            ]
        case .settled(.givenBack(let key, let dueAt)):
            return [
                """
                UPDATE ledger.removals SET state = 'live', cancellation = NULL, cancelled_by = NULL,
                    next_look_at = \(Reminder.time(before: dueAt, lead: reminderLead, grantedAt: now) ?? dueAt), changed_at = \(now)
                WHERE key = \(key.description) AND state = ANY(\(before(.givenBack)))
                """
            ]
        case .settled(.void(let key, let cancellation, let by)):
            return [
                """
                UPDATE ledger.removals SET state = 'void', cancellation = \(cancellation.rawValue), cancelled_by = \(by?.description),
                    next_look_at = NULL, changed_at = \(now)
                WHERE key = \(key.description) AND state = ANY(\(before(by == nil ? .ruledOut : .released)))
                """,
                // Its own run, if its time had come already: nothing of it was begun, as it is our turn.
                """
                UPDATE ledger.runs SET outcome = 'cancelled', ended_at = \(now)
                WHERE run = (SELECT run FROM ledger.operations WHERE key = \(key.description)) AND is_end AND outcome IS NULL
                """,
            ]
        case .carriedOut(let key, let isProved):
            let (state, occurrence) = isProved ? ("ended", before(.readBack)) : ("failed", before(.refused))
            return [
                """
                UPDATE ledger.removals SET state = \(state), next_look_at = NULL, changed_at = \(now)
                WHERE key = \(key.description) AND state = ANY(\(occurrence))
                """
            ]
        }
    }
}
