import Domain
import Foundation
import Postgres

extension LedgerRun {
    /// The question how a run stands, for ``init(_:standing:operations:)``.
    static func standing(of run: RunID) -> PostgresStatement {
        """
        SELECT r.direction, r.start, retry.asked_by, retry.asked_at, retry.reason
        FROM ledger.runs r LEFT JOIN ledger.retries retry USING (run, start) WHERE r.run = \(run.description)::uuid
        """
    }

    /// - Parameters:
    ///   - standing: the answer to ``standing(of:)``.
    ///   - operations: rows of ``LedgerOperation/columns``.
    /// - Throws: ``Failure`` with ``Reason/serviceDefect`` where the run isn't in the ledger; as ``LedgerOperation/init(row:)``.
    init(_ plan: Plan, standing: PostgresResult, operations: PostgresResult) throws {
        guard let row = standing.first, let direction = RunDirection(rawValue: try row.decode("direction")) else {
            throw Failure(.serviceDefect, "ledger.runs holds no direction for \(plan.run)")
        }
        let start: Int = try row.decode("start")
        let askedBy: String? = try row.decode("asked_by")
        self.init(
            plan.operations, direction: direction,
            retry: try askedBy.map { askedBy in
                RunRetry(
                    start: start, askedBy: askedBy, askedAt: try row.decode("asked_at"),
                    reason: try row.decode("reason"))
            },
            operations: try operations.map(LedgerOperation.init(row:)))
    }
}
