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
        /// Whether a call for the ticket, for this write or another, has no outcome.
        var hasUnclear: Bool
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
                AND other.marker <> \(write.marker)) AS is_fulfilled,
            EXISTS (SELECT 1 FROM audit.ticket_writes any_write WHERE any_write.ritm = \(write.ticket.number.description)
                AND any_write.settled_at IS NULL AND NOT any_write.has_ended) AS has_unclear
        FROM (SELECT \(write.marker)::text AS marker) asked LEFT JOIN audit.ticket_writes known USING (marker)
        """
    }

    /// Reads the answer to ``question(about:)``.
    static func standing(_ answer: PostgresResult?) throws -> Standing {
        guard let row = answer?.first else { throw Failure(.serviceDefect, "nothing is known of a ticket's writes") }
        var standing = Standing(
            isFulfilled: try row.decode("is_fulfilled"), hasUnclear: try row.decode("has_unclear"))
        if try row.decode("is_intended") {
            standing.intended = Intended(
                isSettled: try row.decode("is_settled"), modificationCount: try row.decode("modification_count"),
                requestID: try row.decode("request_id"))
        }
        return standing
    }

    /// Commits the intent to write, with what the ticket looked like right before; in the ticket's turn only, whose row is locked for it: who
    /// takes the turn next sees the intent.
    ///
    /// - Returns: false when the turn is over; then nothing may be written.
    func intend(
        _ write: TicketWrite, by holder: UUID, modificationCount: Int, at now: Date
    ) async throws -> Bool {
        let answer = try await database.query(
            """
            INSERT INTO audit.ticket_writes (marker, ritm, sys_id, turn, cause, modification_count, intended_at)
            SELECT \(write.marker), ritm, \(write.ticket.sysID.description), \(write.turn.rawValue), \(write.cause)::uuid,
                \(modificationCount)::integer, \(now)::timestamptz
            FROM audit.ticket_turns
            WHERE ritm = \(write.ticket.number.description) AND holder = \(holder) AND until > clock_timestamp() FOR SHARE
            ON CONFLICT (marker) DO UPDATE SET modification_count = excluded.modification_count, intended_at = excluded.intended_at,
                unclear_at = NULL, has_ended = false
            WHERE audit.ticket_writes.settled_at IS NULL
            """)
        return answer.rowsAffected == 1
    }

    /// Takes note that calls for a ticket have no outcome, and says for how long that has been so, by the markers of their notes. Only who has
    /// the ticket's turn may ask: nobody sends them any more then.
    func unclear(of ritm: RITMNumber) async throws -> [String: Duration] {
        let answer = try await database.query(
            """
            UPDATE audit.ticket_writes SET unclear_at = COALESCE(unclear_at, clock_timestamp())
            WHERE ritm = \(ritm.description) AND settled_at IS NULL AND NOT has_ended
            RETURNING marker, extract(epoch FROM clock_timestamp() - unclear_at)::float8 AS unclear_for
            """)
        let known = try answer.map { row in
            (
                try row.decode("marker", as: String.self),
                Duration.seconds(try row.decode("unclear_for", as: Double.self))
            )
        }
        return Dictionary(known) { first, _ in first }
    }

    /// The statement that puts on record that the call has come to its end: whatever it did, it does nothing any more.
    static func ending(of write: TicketWrite) -> PostgresStatement {
        "UPDATE audit.ticket_writes SET has_ended = true WHERE marker = \(write.marker)"
    }

    /// Puts on record that the write is on the ticket: it was read back.
    static func settlement(of write: TicketWrite, requestID: String?, at now: Date) -> PostgresStatement {
        """
        UPDATE audit.ticket_writes SET settled_at = \(now), request_id = COALESCE(\(requestID), request_id)
        WHERE marker = \(write.marker) AND settled_at IS NULL
        """
    }
}
