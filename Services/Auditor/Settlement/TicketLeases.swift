import Domain
import Foundation
import Postgres

/// Who is telling a ticket something at the moment: `audit.ticket_turns`. By the database's clock, which all processes share.
struct TicketLeases: Sendable {
    /// A holder that died is waited for this long.
    static let length = Duration.seconds(6)
    static let renewal = Duration.seconds(2)

    let database: PostgresClient

    /// - Returns: whether it is the holder's turn now.
    func take(_ ritm: RITMNumber, for holder: UUID) async throws(PostgresError) -> Bool {
        try await database.query(
            """
            INSERT INTO audit.ticket_turns AS held (ritm, holder, until)
            VALUES (\(ritm.description), \(holder), clock_timestamp() + \(Self.length.components.seconds) * interval '1 second')
            ON CONFLICT (ritm) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE held.until < clock_timestamp()
            """
        ).rowsAffected == 1
    }

    func renew(_ ritm: RITMNumber, for holder: UUID) async throws(PostgresError) {
        try await database.query(
            """
            UPDATE audit.ticket_turns SET until = clock_timestamp() + \(Self.length.components.seconds) * interval '1 second'
            WHERE ritm = \(ritm.description) AND holder = \(holder)
            """)
    }

    func giveBack(_ ritm: RITMNumber, from holder: UUID) async throws(PostgresError) {
        try await database.query(
            "DELETE FROM audit.ticket_turns WHERE ritm = \(ritm.description) AND holder = \(holder)")
    }
}
