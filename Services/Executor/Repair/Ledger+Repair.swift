import Domain
import Fleet
import Foundation
import Postgres

extension Ledger {
    /// Starts a run once more that has landed, to put back what was removed outside: the operation whose drift is stated, and whatever else of
    /// the run has drifted by then. All of it or nothing, and once for each drift, however often it is stated.
    ///
    /// The other operations stay as they are, in the start that proved them.
    func repair(_ mandate: Mandate, _ drifted: AccessDrifted, at now: Date) async throws -> RepairOpening {
        let plan = mandate.plan
        return try await client.transaction { transaction in
            // By itself: what is decided has to see what those committed who held the lock before.
            guard let current = try await Self.lockedStart(of: plan.run, in: transaction) else {
                return .left(.settled)
            }
            let open = try await Self.openDrifts(of: plan, in: transaction)
            let run = try await Self.run(of: plan, in: transaction)
            let decision = RepairDecision.decide(
                isOpen: open.contains { $0.key == drifted.key },
                isBegun: run.retry?.repairs?.contains(drifted.key) ?? false
                    && !open.contains { $0.key == drifted.key },
                end: current.end,
                isSuperseded: open.contains { $0.key == drifted.key && $0.isSuperseded },
                isOver: plan.until.map { $0 <= now } ?? false, isWithdrawn: current.isWithdrawn,
                repairs: try await Self.repairs(of: plan, in: transaction))
            switch decision {
            case .leave(let obstacle): return .left(obstacle)
            case .wait: return .isUnderWay
            case .isBegun: return .run(run)
            case .begin: break
            }
            let keys = open.filter { !$0.isSuperseded }.map(\.key)
            let repair = RunRetry.repair(keys, start: current.number + 1, foundAt: drifted.foundAt)
            try await begin(repair, of: mandate, isGone: true, in: transaction, at: now)
            try await transaction.query(
                """
                UPDATE ledger.drifts SET repair_start = \(repair.start), repair_began_at = clock_timestamp()
                WHERE key = ANY(\(keys.map(\.description))) AND ended_at IS NULL AND may_be_repaired
                """)
            return .run(try await Self.run(of: plan, in: transaction))
        }
    }

    /// Whether a start was one that puts something back.
    static func isRepair(_ start: Int, of run: RunID, in transaction: PostgresTransaction) async throws -> Bool {
        let rows = try await transaction.query(
            "SELECT repairs IS NOT NULL AS is_repair FROM ledger.retries WHERE run = \(run.description)::uuid AND start = \(start)"
        )
        return try rows.first?.decode("is_repair") ?? false
    }

    /// A drift that may be repaired, and that nothing has answered.
    private struct OpenDrift {
        var key: OperationKey
        /// Whether anything else has changed the membership since.
        var isSuperseded: Bool
    }

    private static func openDrifts(of plan: Plan, in transaction: PostgresTransaction) async throws -> [OpenDrift] {
        let keys = plan.operations.map(\.key.description)
        return try await transaction.query(
            """
            SELECT d.key, EXISTS (
                SELECT 1 FROM ledger.operations other
                WHERE other.user_id = o.user_id AND other.group_id = o.group_id AND other.key <> o.key
                    AND other.version > o.version AND other.state NOT IN ('planned', 'refused')) AS is_superseded
            FROM ledger.drifts d JOIN ledger.operations o ON o.key = d.key AND o.version = d.version
            WHERE d.key = ANY(\(keys)) AND o.run = \(plan.run.description)::uuid AND o.state = 'verified'
                AND d.kind = \(DriftKind.removedOutside.rawValue) AND d.may_be_repaired AND d.ended_at IS NULL AND d.repair_start IS NULL
            ORDER BY d.key
            """
        ).map { row in
            guard let key = OperationKey(try row.decode("key", as: String.self)) else {
                throw Failure(.serviceDefect, "ledger.drifts holds a key that is none")
            }
            return OpenDrift(key: key, isSuperseded: try row.decode("is_superseded"))
        }
    }

    /// By how many starts access of a run was put back.
    private static func repairs(of plan: Plan, in transaction: PostgresTransaction) async throws -> Int {
        let keys = plan.operations.map(\.key.description)
        let rows = try await transaction.query(
            "SELECT count(DISTINCT repair_start) AS count FROM ledger.drifts WHERE key = ANY(\(keys))")
        return try rows.first?.decode("count") ?? 0
    }
}
