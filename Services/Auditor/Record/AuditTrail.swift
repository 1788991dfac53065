import Domain
import Foundation
import Postgres

/// The audit trail: every event once, as it was stated.
struct AuditTrail: Sendable {
    let database: PostgresClient

    /// Adds an event. One that is there already stays as it is.
    func record(_ event: Event, at now: Date) async throws {
        try await database.query(
            """
            INSERT INTO audit.events (id, type, ritm, run, at, service, instance, trace, body, recorded_at)
            VALUES (\(event.id), \(event.type.rawValue), \(event.ritm.description), \(event.run?.description)::text::uuid, \(event.at),
                \(event.by.service), \(event.by.instance), \(event.trace.description), \(try EventCoding.encode(event)), \(now))
            ON CONFLICT (id) DO NOTHING
            """)
    }
}
