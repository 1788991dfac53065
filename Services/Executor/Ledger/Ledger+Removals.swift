import Domain
import Fleet
import Foundation
import Postgres

extension Ledger {
    /// Plans the removal of everything that a plan with an end adds.
    static func removals(of plan: Plan, _ until: Date, at now: Date) -> PostgresStatement {
        let keys = plan.operations.map(\.key).filter { $0.action == .add }.map(\.opposite)
        return """
            INSERT INTO ledger.removals (key, run, user_id, group_id, state, due_at, changed_at)
            SELECT planned.key, \(plan.run.description)::uuid, planned.user_id::uuid, planned.group_id::uuid, 'planned', \(until), \(now)
            FROM unnest(\(keys.map(\.description)), \(keys.map(\.user.description)), \(keys.map(\.group.description)))
                AS planned (key, user_id, group_id)
            ON CONFLICT (key) DO NOTHING
            """
    }

    /// Brings the run that ends an access into the ledger, with the mandate, when its time has come. What is there already stays as it is.
    func openEnd(_ mandate: Mandate, at now: Date) async throws -> EndOpening {
        guard let key = mandate.ending else {
            throw Failure(.serviceDefect, "the mandate for \(mandate.plan.run) is not for the end of an access")
        }
        let run = mandate.run.description
        let isStarted: PostgresStatement =
            "EXISTS (SELECT 1 FROM ledger.removals WHERE key = \(key.description) AND state = 'started')"
        let results = try await database.pipeline([
            PairTurn.lockOfRemovals(of: key),
            // The message may be here before the sweep has noted that the broker has it.
            start(key, at: now),
            """
            INSERT INTO ledger.runs (run, ritm, plan_digest, keys, mandate, opened_at, is_end)
            SELECT \(run)::uuid, \(key.ritm.description), \(mandate.plan.digest), \([key.description]),
                \(try MandateColumn.encode(mandate)), \(now), true
            WHERE \(fragment: isStarted) ON CONFLICT (run) DO NOTHING
            """,
            """
            INSERT INTO ledger.operations (key, run, user_id, group_id, action, state, changed_at)
            SELECT \(key.description), \(run)::uuid, \(key.user.description)::uuid, \(key.group.description)::uuid,
                \(key.action.rawValue), 'planned', \(now)
            WHERE \(fragment: isStarted) ON CONFLICT (key) DO NOTHING
            """,
            "SELECT \(fragment: LedgerRemoval.columns) FROM ledger.removals r WHERE r.key = \(key.description)",
            "SELECT \(fragment: LedgerOperation.columns) FROM \(fragment: LedgerOperation.table(of: "\([key.description])"))",
        ])
        guard let removal = try results[4].first.map(LedgerRemoval.init(row:)) else { return .released }
        switch removal.state {
        case .planned, .void: return .released
        case .live: return .notBefore(removal.dueAt)
        case .started, .ended, .failed:
            return .run(
                LedgerRun(
                    mandate.operations, direction: .forward, operations: try results[5].map(LedgerOperation.init(row:)))
            )
        }
    }

    // MARK: - The sweep

    /// A removal that has to be looked at, with the mandate of the run that granted the access.
    struct RemovalInSight: Sendable {
        var removal: LedgerRemoval
        var mandate: Mandate
    }

    /// Takes removals that have to be looked at. They are nobody else's until `lease` is over: a sweep that dies gives them back by time.
    ///
    /// - Parameter lease: in seconds.
    /// - Returns: for each either the removal, or why it can't be read.
    func takeRemovals(limit: Int, lease: TimeInterval, at now: Date) async throws -> [Result<RemovalInSight, any Error>]
    {
        // Mostly there is none: looking writes nothing.
        let isAny = try await client.query(
            "SELECT 1 FROM ledger.removals WHERE state IN ('live', 'started') AND next_look_at <= \(now) LIMIT 1")
        guard !isAny.isEmpty else { return [] }
        let rows = try await client.query(
            """
            WITH due AS MATERIALIZED (
                SELECT key FROM ledger.removals WHERE state IN ('live', 'started') AND next_look_at <= \(now)
                ORDER BY next_look_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            UPDATE ledger.removals AS r SET next_look_at = \(now + lease)
            FROM due, ledger.runs its WHERE r.key = due.key AND its.run = r.run
            RETURNING \(fragment: LedgerRemoval.columns), its.mandate
            """)
        return rows.map { row in
            Result {
                RemovalInSight(
                    removal: try LedgerRemoval(row: row), mandate: try MandateColumn.decode(try row.decode("mandate")))
            }
        }
    }

    /// A removal that has been asked for, and has not been worked on for this time, in seconds, is asked for again: whatever became of the
    /// message, the removal is found. Longer than any delay queue, so that a message that only waits gets no copy.
    static let patience: TimeInterval = 6 * 3_600

    /// Notes that a removal has been asked for, if its time has come.
    func recordStart(_ key: OperationKey, at now: Date) async throws {
        try await database.query(start(key, at: now))
    }

    private func start(_ key: OperationKey, at now: Date) -> PostgresStatement {
        let states = RemovalLifecycle.states(before: .due).map(\.rawValue)
        return """
            UPDATE ledger.removals SET state = 'started', next_look_at = \(now + Self.patience), changed_at = \(now)
            WHERE key = \(key.description) AND state = ANY(\(states)) AND (state = 'started' OR due_at <= \(now))
            """
    }

    /// The broker has the reminder. The next look is when the access ends.
    func recordReminder(_ key: OperationKey, at now: Date) async throws {
        try await database.query(
            """
            UPDATE ledger.removals SET reminded_at = \(now), next_look_at = due_at
            WHERE key = \(key.description) AND state = 'live' AND reminded_at IS NULL
            """)
    }

    /// There is nothing to do before that time.
    func putOff(_ key: OperationKey, until time: Date) async throws {
        try await database.query(
            "UPDATE ledger.removals SET next_look_at = \(time) WHERE key = \(key.description) AND state IN ('live', 'started')"
        )
    }
}
