import Domain
import Fleet
import Foundation
import Postgres

/// The ledger of what is written to tickets: `audit.ticket_writes`.
struct TicketWriteStore: Sendable {
    /// What is known of a write before it is made.
    struct Standing: Hashable, Sendable {
        /// Nil when it was never intended.
        var intended: Intended?
        /// Whether the ticket was closed by another write.
        var isFulfilled: Bool
    }

    /// A write that was intended before.
    struct Intended: Hashable, Sendable {
        var isSettled: Bool
        /// `sys_mod_count` of the ticket right before the call.
        var modificationCount: Int?
        /// ServiceNow's id of the call.
        var requestID: String?
    }

    let database: GroupCommit

    /// The question how a write stands, for ``standing(_:)``.
    static func question(about write: TicketWrite) -> PostgresStatement {
        """
        SELECT known.ritm IS NOT NULL AS is_intended, known.settled_at IS NOT NULL AS is_settled, known.modification_count,
            known.request_id,
            EXISTS (SELECT 1 FROM audit.ticket_writes other WHERE other.ritm = \(write.ticket.number.description)
                AND other.turn = \(TicketTurn.fulfilled.rawValue) AND other.settled_at IS NOT NULL
                AND other.marker <> \(write.marker)) AS is_fulfilled
        FROM (SELECT \(write.marker)::text AS marker) asked LEFT JOIN audit.ticket_writes known USING (marker)
        """
    }

    /// Reads the answer to ``question(about:)``.
    static func standing(_ answer: PostgresResult?) throws -> Standing {
        guard let row = answer?.first else { throw Failure(.serviceDefect, "nothing is known of a ticket's writes") }
        var standing = Standing(isFulfilled: try row.decode("is_fulfilled"))
        if try row.decode("is_intended") {
            standing.intended = Intended(
                isSettled: try row.decode("is_settled"), modificationCount: try row.decode("modification_count"),
                requestID: try row.decode("request_id"))
        }
        return standing
    }

    /// Commits the intent to write, with what the ticket looked like right before.
    func intend(_ write: TicketWrite, modificationCount: Int, at now: Date) async throws {
        try await database.query(
            """
            INSERT INTO audit.ticket_writes (marker, ritm, sys_id, turn, cause, modification_count, intended_at)
            VALUES (\(write.marker), \(write.ticket.number.description), \(write.ticket.sysID.description), \(write.turn.rawValue),
                \(write.cause), \(modificationCount), \(now))
            ON CONFLICT (marker) DO UPDATE SET modification_count = excluded.modification_count, intended_at = excluded.intended_at
            WHERE audit.ticket_writes.settled_at IS NULL
            """)
    }

    /// Puts on record that the write is on the ticket: it was read back.
    static func settlement(of write: TicketWrite, requestID: String?, at now: Date) -> PostgresStatement {
        """
        UPDATE audit.ticket_writes SET settled_at = \(now), request_id = COALESCE(\(requestID), request_id)
        WHERE marker = \(write.marker) AND settled_at IS NULL
        """
    }
}
