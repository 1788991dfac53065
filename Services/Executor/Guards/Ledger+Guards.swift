import Domain
import Fleet
import Postgres

extension Ledger {
    /// Whether nothing of a start of a run has been begun yet, and the start is still to be made: then it waits for its hours.
    ///
    /// What was withdrawn, or is to put back what was removed outside, doesn't: it goes on, and comes to its end.
    func isYetToBegin(_ plan: Plan, start: Int) async throws -> Bool {
        let rows = try await database.query(
            """
            SELECT NOT EXISTS (SELECT 1 FROM ledger.withdrawals WHERE ritm = \(plan.ticket.number.description))
                AND NOT EXISTS (
                    SELECT 1 FROM ledger.runs r LEFT JOIN ledger.retries latest USING (run, start)
                    WHERE r.run = \(plan.run.description)::uuid AND (
                        latest.repairs IS NOT NULL OR r.start > \(start)
                        OR r.start = \(start) AND (r.outcome IS NOT NULL OR r.direction = 'back' OR EXISTS (
                            SELECT 1 FROM ledger.operations o
                            WHERE o.run = r.run AND o.start = r.start
                                AND (o.state IN ('intended', 'satisfied') OR o.attempts > o.earlier_attempts)))))
                AS is_yet_to_begin
            """)
        guard let row = rows.first else { throw Failure(.serviceDefect, "nothing is known of a start") }
        return try row.decode("is_yet_to_begin")
    }
}
