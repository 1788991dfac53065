import Domain
import Foundation
import Postgres

extension RequestWithdrawal {
    /// Joins the withdrawal of the request of a run, a row of `ledger.runs` as `r`. The end of an access isn't withdrawn with its request.
    static let ofRun: PostgresStatement = "LEFT JOIN ledger.withdrawals w ON w.ritm = r.ritm AND NOT r.is_end"

    /// What ``init(row:)`` reads, of what ``ofRun`` joins.
    static let columns: PostgresStatement = """
        w.kind AS withdrawal_kind, w.state AS withdrawal_state, w.approval AS withdrawal_approval,
        w.changed_by AS withdrawal_by, w.seen_at AS withdrawal_seen_at
        """

    /// - Throws: ``PostgresError`` for a column that isn't there; ``Failure`` for a kind that is none.
    init?(row: PostgresRow) throws {
        guard let text: String = try row.decode("withdrawal_kind") else { return nil }
        guard let kind = Kind(rawValue: text) else {
            throw Failure(.serviceDefect, "ledger.withdrawals holds a kind that is none")
        }
        self.init(
            kind: kind, state: try row.decode("withdrawal_state"), approval: try row.decode("withdrawal_approval"),
            changedBy: try row.decode("withdrawal_by"), seenAt: try row.decode("withdrawal_seen_at"))
    }
}
