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
            WHERE o.key = \(operation.key.description) AND o.state = \(operation.state.rawValue) AND o.start = \(operation.start)
                AND (o.state IN ('satisfied', 'applied') OR o.state = 'reverting' AND o.undo_accepted_at IS NOT NULL)
            RETURNING \(fragment: LedgerOperation.columns)
            """)
        if let row = rows.first { return try LedgerOperation(row: row) }
        return try await self.operation(operation.key) ?? operation
    }
}
