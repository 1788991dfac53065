import Domain
import Foundation
import Postgres
import ServiceNow

/// Which incidents are watched: rows of `audit.incidents`, by the database's clock.
struct IncidentWatchStore: Sendable {
    /// An incident that was last seen open longer ago, in seconds, was closed while nobody was watching. A day.
    static let memory = 86_400.0

    let database: PostgresClient

    /// An incident that is to be looked at.
    struct Watched: Hashable, Sendable {
        var key: IncidentKey
        var sysID: SysID
        /// When it was last seen open, it was long ago.
        var isStale: Bool
    }

    /// Takes incidents that are due. Nobody looks at them again for the pause: who dies gives them back by time.
    func takeDue(limit: Int, pause: Duration) async throws -> [Watched] {
        let rows = try await database.query(
            """
            UPDATE audit.incidents SET next_look_at = clock_timestamp() + \(pause / .seconds(1)) * interval '1 second'
            WHERE correlation_id IN (
                SELECT correlation_id FROM audit.incidents WHERE next_look_at <= clock_timestamp() AND sys_id IS NOT NULL
                ORDER BY next_look_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING ritm, run, sys_id,
                seen_open_at < clock_timestamp() - \(Self.memory) * interval '1 second' AS is_stale
            """)
        return try rows.map { row in
            guard let ritm = RITMNumber(try row.decode("ritm")), let sysID = SysID(try row.decode("sys_id")) else {
                throw Failure(.serviceDefect, "audit.incidents holds an id that is none")
            }
            let run = try row.decode("run", as: UUID?.self).flatMap { RunID($0.uuidString) }
            return Watched(
                key: IncidentKey(ritm: ritm, run: run), sysID: sysID,
                isStale: try row.decode("is_stale", as: Bool?.self) ?? false)
        }
    }

    /// Notes that incidents were seen open.
    func sawOpen(_ incidents: [SysID]) async throws {
        guard !incidents.isEmpty else { return }
        try await database.query(
            """
            UPDATE audit.incidents SET seen_open_at = clock_timestamp()
            WHERE next_look_at IS NOT NULL AND sys_id = ANY(\(incidents.map(\.description)))
            """)
    }

    /// Commits that a start of the run is asked for because the incident was closed; before it is.
    func ask(for start: Int, of row: IncidentRow) async throws {
        try await database.query(
            "UPDATE audit.incidents SET retry_start = \(start) WHERE correlation_id = \(row.correlationID.description)")
    }

    /// Has an incident watched no more, until the next failure is told on it.
    func leave(_ incident: SysID) async throws {
        try await database.query(
            "UPDATE audit.incidents SET next_look_at = NULL WHERE sys_id = \(incident.description)")
    }
}
