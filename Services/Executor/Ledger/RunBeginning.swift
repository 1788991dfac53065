import Domain
import Foundation
import Postgres

/// By what the present start of a run was begun.
struct RunBeginning: Hashable, Sendable {
    /// 1 for the first.
    var start: Int
    var retry: RunRetry?
    var rollback: RunRollback?

    /// What ``init(row:)`` reads, of `ledger.runs` as `r` and the row of `ledger.retries` for its start, if there is one, as `latest`.
    static let columns: PostgresStatement = """
        r.start, latest.asked_by, latest.asked_at, latest.reason, latest.agreed_by, latest.is_rollback
        """

    /// - Throws: ``PostgresError`` for a column that isn't there.
    init(row: PostgresRow) throws {
        start = try row.decode("start")
        guard let askedBy: String = try row.decode("asked_by") else { return }
        let askedAt: Date = try row.decode("asked_at")
        let reason: String? = try row.decode("reason")
        if try row.decode("is_rollback") {
            rollback = RunRollback(
                start: start, askedBy: askedBy, askedAt: askedAt, reason: reason ?? "",
                agreedBy: try row.decode("agreed_by"))
        } else {
            retry = RunRetry(start: start, askedBy: askedBy, askedAt: askedAt, reason: reason)
        }
    }
}
