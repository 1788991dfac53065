import Domain
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
    func end(_ run: RunID, at now: Date) async throws -> (settlement: RunSettlement, ended: RunEnded)? {
        try await database.transaction { transaction in
            // The lock makes those who settle the last two operations at once see each other's.
            let runs = try await transaction.query(
                "SELECT keys, mandate, ended_at FROM ledger.runs WHERE run = \(run.description)::uuid FOR UPDATE")
            guard let row = runs.first else { return nil }
            let keys: [String] = try row.decode("keys")
            let operations = try await transaction.query(
                "SELECT \(fragment: LedgerOperation.columns) FROM ledger.operations o WHERE o.key = ANY(\(keys))"
            ).map(LedgerOperation.init(row:))
            let settlement = operations.count == keys.count ? RunSettlement.judge(operations.map(\.state)) : .underWay
            let outcome: String
            switch settlement {
            case .underWay: return nil
            case .landed: outcome = "landed"
            case .stuck: outcome = "stuck"
            }
            let endedBefore: Date? = try row.decode("ended_at")
            if endedBefore == nil {
                try await transaction.query(
                    "UPDATE ledger.runs SET outcome = \(outcome), ended_at = \(now) WHERE run = \(run.description)::uuid"
                )
            }
            let mandate = try MandateColumn.decode(try row.decode("mandate"))
            let order = mandate.plan.operations.map(\.key)
            let outcomes = order.compactMap { key in operations.first { $0.key == key }?.outcome }
            return (
                settlement,
                RunEnded(
                    plan: mandate.plan, approval: mandate.approval, outcomes: outcomes,
                    endedAt: Timestamp.rounded(endedBefore ?? now))
            )
        }
    }
}
