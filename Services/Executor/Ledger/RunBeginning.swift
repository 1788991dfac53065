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
        r.start, latest.asked_by, latest.asked_at, latest.reason, latest.agreed_by, latest.is_rollback, latest.repairs
        """

    /// - Throws: ``PostgresError`` for a column that isn't there, ``Failure`` with ``Reason/serviceDefect`` for a value that can't be.
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
            retry = RunRetry(
                start: start, askedBy: askedBy, askedAt: askedAt, reason: reason, repairs: try Self.repairs(row))
        }
    }

    /// What a start is to put back; nil for one that isn't a repair.
    static func repairs(_ row: PostgresRow) throws -> [OperationKey]? {
        try row.decode("repairs", as: [String]?.self)?.map { text in
            guard let key = OperationKey(text) else {
                throw Failure(.serviceDefect, "ledger.retries holds a key that is none")
            }
            return key
        }
    }
}
