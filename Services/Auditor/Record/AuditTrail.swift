import Domain
import Fleet
import Foundation
import Postgres

/// The audit trail: every event once, as it was stated.
///
/// Events that arrive together are committed together.
struct AuditTrail: Sendable {
    /// How many events go into one transaction at most.
    static let largestBatch = 64

    private struct Row {
        let event: Event
        let body: [UInt8]
        let at: Date
    }

    private let rows: Batcher<Row>

    init(database: PostgresClient) {
        rows = Batcher(limit: Self.largestBatch) { await Self.write($0, to: database) }
    }

    /// Adds an event; returns when it is committed. One that is there already stays as it is.
    ///
    /// - Parameter body: the event as it came, byte for byte.
    func record(_ event: Event, body: [UInt8], at now: Date) async throws {
        try await rows.add(Row(event: event, body: body, at: now))
    }

    private static func write(_ rows: [Row], to database: PostgresClient) async -> [Result<Void, any Error>] {
        do throws(PostgresError) {
            try await database.pipeline(rows.map(statement))
            return rows.map { _ in .success(()) }
        } catch {
            guard rows.count > 1, !error.isRetriable else { return rows.map { _ in .failure(error) } }
            // One of them can't be stored: the others must not suffer for it.
            var results: [Result<Void, any Error>] = []
            for row in rows { results += await write([row], to: database) }
            return results
        }
    }

    private static func statement(_ row: Row) -> PostgresStatement {
        """
        INSERT INTO audit.events (id, type, ritm, run, at, service, instance, trace, body, recorded_at)
        VALUES (\(row.event.id), \(row.event.type.rawValue), \(row.event.ritm.description),
            \(row.event.run?.description)::text::uuid, \(row.event.at), \(row.event.by.service), \(row.event.by.instance),
            \(row.event.trace.description), \(row.body), \(row.at))
        ON CONFLICT (id) DO NOTHING
        """
    }
}
