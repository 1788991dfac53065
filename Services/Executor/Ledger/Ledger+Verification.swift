import Domain
import Fleet
import Foundation
import Postgres

extension Ledger {
    /// Records what a verifying read showed.
    ///
    /// - Returns: the operation as it stands now.
    func recordRead(_ operation: LedgerOperation, agrees: Bool, needed: Int, at now: Date) async throws
        -> LedgerOperation
    {
        // A read that doesn't agree begins the count again; it is no failure by itself.
        let rows = try await database.query(
            """
            UPDATE ledger.operations AS o SET
                agreeing_reads = CASE WHEN \(agrees) THEN o.agreeing_reads + 1 ELSE 0 END,
                last_read_at = \(now),
                state = CASE WHEN \(agrees) AND o.agreeing_reads + 1 >= \(needed) THEN 'verified' ELSE o.state END,
                version = nextval('ledger.versions'), changed_at = \(now)
            WHERE o.key = \(operation.key.description) AND o.state IN ('satisfied', 'applied')
            RETURNING \(fragment: LedgerOperation.columns)
            """)
        if let row = rows.first { return try LedgerOperation(row: row) }
        return try await self.operation(operation.key) ?? operation
    }

    /// Ends a run when all of its operations are settled, once; and says how it ended whenever it is asked again.
    ///
    /// Whoever settles an operation commits that before asking here; so of those who settle the last two at once, at least one sees both.
    func end(_ run: RunID, at now: Date) async throws -> (settlement: RunSettlement, ended: RunEnded)? {
        let results = try await database.pipeline([
            "SELECT cardinality(keys) AS size, mandate FROM ledger.runs WHERE run = \(run.description)::uuid",
            """
            SELECT \(fragment: LedgerOperation.columns) FROM ledger.operations o
            WHERE o.key = ANY((SELECT keys FROM ledger.runs WHERE run = \(run.description)::uuid)::text[])
            """,
        ])
        guard let row = results[0].first else { return nil }
        let operations = try results[1].map(LedgerOperation.init(row:))
        let size: Int = try row.decode("size")
        let settlement = operations.count == size ? RunSettlement.judge(operations.map(\.state)) : .underWay
        let outcome: String
        switch settlement {
        case .underWay: return nil
        case .landed: outcome = "landed"
        case .stuck: outcome = "stuck"
        }
        // The first to say so decides when it was.
        let ended = try await database.query(
            """
            UPDATE ledger.runs SET outcome = COALESCE(outcome, \(outcome)), ended_at = COALESCE(ended_at, \(now))
            WHERE run = \(run.description)::uuid RETURNING ended_at
            """)
        guard let endedAt = try ended.first?.decode("ended_at", as: Date.self) else { return nil }
        let mandate = try MandateColumn.decode(try row.decode("mandate"))
        let order = mandate.plan.operations.map(\.key)
        let outcomes = order.compactMap { key in operations.first { $0.key == key }?.outcome }
        return (
            settlement,
            RunEnded(
                plan: mandate.plan, approval: mandate.approval, outcomes: outcomes, endedAt: Timestamp.rounded(endedAt))
        )
    }
}
