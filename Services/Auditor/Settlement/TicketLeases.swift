import Domain
import Fleet
import Foundation
import Postgres

/// Who is telling a ticket something at the moment: `audit.ticket_turns`; or who is at work on its incidents: `audit.incident_turns`. By the
/// database's clock, which all processes share.
struct TicketLeases: Sendable {
    /// A holder that died is waited for this long.
    static let length = Duration.seconds(6)
    static let renewal = Duration.seconds(2)

    let database: GroupCommit
    private let table: String
    /// For taking turns alone: such a transaction adds to the audit trail, whose end it locks, before it waits for any turn. So two of them
    /// never wait for each other.
    private let taking: GroupCommit

    init(database: PostgresClient, table: String = "ticket_turns") {
        self.table = table
        self.database = GroupCommit(database: database)
        self.taking = GroupCommit(database: database)
    }

    /// - Parameters:
    ///   - first: what is to be carried out in the same transaction, before, whoever has the turn.
    ///   - statements: what is to be carried out after that.
    /// - Returns: the results of what came after; nil when it is not the holder's turn now.
    func take(
        _ ritm: RITMNumber, for holder: UUID, first: [PostgresStatement] = [], with statements: [PostgresStatement] = []
    ) async throws -> [PostgresResult]? {
        let results = try await taking.pipeline(
            first + [
                """
                INSERT INTO audit.\(identifier: table) AS held (ritm, holder, until)
                VALUES (\(ritm.description), \(holder), clock_timestamp() + \(Self.length.components.seconds) * interval '1 second')
                ON CONFLICT (ritm) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE held.until < clock_timestamp()
                """
            ] + statements)
        return results[first.count].rowsAffected == 1 ? Array(results.dropFirst(first.count + 1)) : nil
    }

    func renew(_ ritm: RITMNumber, for holder: UUID) async throws {
        try await database.query(
            """
            UPDATE audit.\(identifier: table) SET until = clock_timestamp() + \(Self.length.components.seconds) * interval '1 second'
            WHERE ritm = \(ritm.description) AND holder = \(holder)
            """)
    }

    /// - Parameter statements: what is to be carried out in the same transaction.
    func giveBack(_ ritm: RITMNumber, from holder: UUID, with statements: [PostgresStatement] = []) async throws {
        try await database.pipeline(
            statements + [
                "DELETE FROM audit.\(identifier: table) WHERE ritm = \(ritm.description) AND holder = \(holder)"
            ])
    }
}
