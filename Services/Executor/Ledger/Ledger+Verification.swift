import Domain
import Fleet
import Foundation
import Postgres

extension Ledger {
    /// Records what a verifying read showed.
    ///
    /// - Parameters:
    ///   - pause: in seconds; reads that are closer to the last one than that count as one, whoever made them. Copies of a message
    ///     would prove a change twice by the same moment else.
    ///   - longestGap: in seconds; of a longer time since the last read, so much counts as time without proof.
    /// - Returns: the operation as it stands now.
    func recordRead(
        _ operation: LedgerOperation, agrees: Bool, needed: Int, pause: TimeInterval = 0,
        longestGap: TimeInterval = .infinity, at now: Date
    ) async throws -> LedgerOperation {
        let isAnother: PostgresStatement = "(o.last_read_at IS NULL OR o.last_read_at <= \(now - pause))"
        // The clock was set back since: when that was isn't known, so the pause begins anew, and the read proves nothing yet.
        let isStillToCome: PostgresStatement = "o.last_read_at > \(now + VerificationRule.tolerance)"
        // A read that doesn't agree begins the count again; it is no failure by itself.
        let rows = try await database.query(
            """
            UPDATE ledger.operations AS o SET
                agreeing_reads = CASE WHEN NOT \(agrees) THEN 0 WHEN \(fragment: isAnother) THEN o.agreeing_reads + 1
                    ELSE o.agreeing_reads END,
                last_read_at = CASE WHEN \(agrees) AND NOT \(fragment: isAnother) AND NOT \(fragment: isStillToCome)
                    THEN o.last_read_at ELSE \(now) END,
                unproved_seconds = o.unproved_seconds + LEAST(\(longestGap)::double precision, GREATEST(0,
                    EXTRACT(EPOCH FROM \(now)::timestamptz - COALESCE(o.last_read_at,
                        CASE WHEN o.state = 'reverting' THEN o.undo_accepted_at ELSE o.applied_at END,
                        \(now)::timestamptz))::double precision)),
                state = CASE WHEN NOT \(agrees) OR NOT \(fragment: isAnother) OR o.agreeing_reads + 1 < \(needed) THEN o.state
                    WHEN o.state = 'reverting' THEN 'reverted' ELSE 'verified' END,
                version = nextval('ledger.versions'), changed_at = \(now)
            WHERE o.key = \(operation.key.description) AND o.state = \(operation.state.rawValue)
                AND (o.state IN ('satisfied', 'applied') OR o.state = 'reverting' AND o.undo_accepted_at IS NOT NULL)
            RETURNING \(fragment: LedgerOperation.columns)
            """)
        if let row = rows.first { return try LedgerOperation(row: row) }
        return try await self.operation(operation.key) ?? operation
    }

    /// Ends a run when all of its operations are settled, once; and says how it ended whenever it is asked again.
    ///
    /// Whoever settles an operation commits that before asking here; so of those who settle the last two at once, at least one sees both.
    /// - Returns: `run.landed`, `run.reverted` or `run.stuck`; nil while something is under way.
    func end(_ run: RunID, at now: Date) async throws -> Fact? {
        let results = try await database.pipeline([
            "SELECT cardinality(keys) AS size, direction, mandate FROM ledger.runs WHERE run = \(run.description)::uuid",
            """
            SELECT \(fragment: LedgerOperation.columns)
            FROM \(fragment: LedgerOperation.table(of: "(SELECT keys FROM ledger.runs WHERE run = \(run.description)::uuid)"))
            """,
        ])
        guard let row = results[0].first, let direction = RunDirection(rawValue: try row.decode("direction")) else {
            return nil
        }
        let operations = try results[1].map(LedgerOperation.init(row:))
        guard operations.count == (try row.decode("size", as: Int.self)) else { return nil }
        let settlement = RunSettlement.judge(direction, operations.map(\.standing))
        guard settlement != .underWay else { return nil }
        let mandate = try MandateColumn.decode(try row.decode("mandate"))
        // One that is about to turn back hasn't ended.
        guard
            direction == .back || !RunDirection.turnsBack(operations.map(\.state), rule: mandate.plan.onPartialFailure)
        else { return nil }
        // The first to say so decides when it was.
        let ended = try await database.query(
            """
            UPDATE ledger.runs SET outcome = COALESCE(outcome, \(settlement.rawValue)), ended_at = COALESCE(ended_at, \(now))
            WHERE run = \(run.description)::uuid AND direction = \(direction.rawValue) RETURNING ended_at, outcome
            """)
        // What is on record counts, whatever it looks like by now.
        guard let end = ended.first, let recorded = RunSettlement(rawValue: try end.decode("outcome")) else {
            return nil
        }
        let endedAt: Date = try end.decode("ended_at")
        let standing = LedgerRun(plan: mandate.plan, direction: direction, operations: operations)
        let facts = RunEnded(
            plan: mandate.plan, approval: mandate.approval, outcomes: standing.operations.map(\.outcome),
            endedAt: Timestamp.rounded(endedAt))
        return switch recorded {
        case .underWay: nil
        case .landed: .runLanded(facts)
        case .reverted: .runReverted(facts)
        case .stuck: .runStuck(facts)
        }
    }
}
