import Domain
import Foundation
import Postgres

extension LedgerRun {
    /// The question how a run stands, for ``init(_:standing:operations:)``.
    static func standing(of run: RunID) -> PostgresStatement {
        """
        SELECT r.direction, \(fragment: RunBeginning.columns), \(fragment: RequestWithdrawal.columns)
        FROM ledger.runs r LEFT JOIN ledger.retries latest USING (run, start) \(fragment: RequestWithdrawal.ofRun) WHERE r.run = \(run.description)::uuid
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
        let beginning = try RunBeginning(row: row)
        self.init(
            plan.operations, direction: direction, retry: beginning.retry, rollback: beginning.rollback,
            withdrawal: try RequestWithdrawal(row: row), operations: try operations.map(LedgerOperation.init(row:)))
    }
}
