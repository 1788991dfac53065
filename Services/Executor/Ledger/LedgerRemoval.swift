import Domain
import Foundation
import Postgres

/// One row of `ledger.removals`: the removal that ends an access.
struct LedgerRemoval: Hashable, Sendable {
    var key: OperationKey
    var state: RemovalState
    var dueAt: Date
    /// When people are to be reminded; nil for not at all.
    var remindAt: Date?
    var remindedAt: Date?
    /// Why it is void.
    var cancellation: RemovalCancellation?
    /// The operation of another request that has taken its place.
    var cancelledBy: OperationKey?

    /// As it was planned when its run ended; nil before that, and where nothing was granted.
    var end: PlannedEnd? {
        switch (state, cancellation) {
        case (.planned, _), (.void, .notGranted): nil
        case (.void, .wasMember): PlannedEnd(cancelled: .wasMember)
        case (.void, _), (.live, _), (.started, _), (.ended, _), (.failed, _): PlannedEnd(at: dueAt)
        }
    }
}

extension LedgerRemoval {
    /// What ``init(row:)`` reads, of a table that is called `r`.
    static let columns: PostgresStatement =
        "r.key, r.state, r.due_at, r.remind_at, r.reminded_at, r.cancellation, r.cancelled_by"

    /// - Throws: ``PostgresError`` for a column that isn't there, ``Failure`` with ``Reason/serviceDefect`` for a value that can't be.
    init(row: PostgresRow) throws {
        guard let key = OperationKey(try row.decode("key", as: String.self)),
            let state = RemovalState(rawValue: try row.decode("state"))
        else { throw Failure(.serviceDefect, "ledger.removals holds a key or a state that is none") }
        self.key = key
        self.state = state
        dueAt = try row.decode("due_at")
        remindAt = try row.decode("remind_at")
        remindedAt = try row.decode("reminded_at")
        cancellation = try row.decode("cancellation", as: String?.self).flatMap(RemovalCancellation.init)
        cancelledBy = try row.decode("cancelled_by", as: String?.self).flatMap(OperationKey.init)
    }
}
