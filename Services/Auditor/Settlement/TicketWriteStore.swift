import Domain
import Foundation
import Postgres

/// The ledger of what is written to tickets: `audit.ticket_writes`.
struct TicketWriteStore: Sendable {
    /// What is known of a write.
    struct Standing: Hashable, Sendable {
        var isSettled: Bool
        /// `sys_mod_count` of the ticket right before the call.
        var modificationCount: Int?
        /// ServiceNow's id of the call.
        var requestID: String?
        /// Whether the ticket was closed by an earlier write.
        var isFulfilled: Bool
    }

    let database: PostgresClient

    /// What is known of a write; nil when it was never intended.
    func standing(of write: TicketWrite) async throws -> (intended: Standing?, isFulfilled: Bool) {
        let results = try await database.pipeline([
            "SELECT settled_at IS NOT NULL AS is_settled, modification_count, request_id FROM audit.ticket_writes WHERE marker = \(write.marker)",
            """
            SELECT EXISTS (SELECT 1 FROM audit.ticket_writes WHERE ritm = \(write.ticket.number.description)
                AND turn = \(TicketTurn.fulfilled.rawValue) AND settled_at IS NOT NULL AND marker <> \(write.marker)) AS is_fulfilled
            """,
        ])
        let isFulfilled: Bool = try results[1].first?.decode("is_fulfilled") ?? false
        let intended = try results[0].first.map { row in
            Standing(
                isSettled: try row.decode("is_settled"), modificationCount: try row.decode("modification_count"),
                requestID: try row.decode("request_id"), isFulfilled: isFulfilled)
        }
        return (intended, isFulfilled)
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

    /// The write is on the ticket; it was read back.
    func settle(_ write: TicketWrite, requestID: String?, at now: Date) async throws {
        try await database.query(
            """
            UPDATE audit.ticket_writes SET settled_at = \(now), request_id = COALESCE(\(requestID), request_id)
            WHERE marker = \(write.marker) AND settled_at IS NULL
            """)
    }
}
