import Domain
import Foundation
import Postgres

/// What is still to be stated of `approval.entries`. Times here are the database's: they only say who looks when.
struct EntryStore: Sendable {
    let database: PostgresClient

    /// Something that has happened, and is to be stated.
    struct Entry: Sendable {
        var id: UUID
        var number: Int64
        var run: String
        var fact: Fact
        var trace: TraceContext
    }

    /// Takes entries that the broker doesn't have yet. They are nobody else's for `lease` seconds: who dies gives them back by time.
    func takeDue(limit: Int, lease: TimeInterval) async throws -> [Entry] {
        try await database.query(
            """
            WITH taken AS (
                UPDATE approval.entries SET next_look_at = clock_timestamp() + \(lease) * interval '1 second'
                WHERE id IN (
                    SELECT id FROM approval.entries WHERE stated_at IS NULL AND next_look_at <= clock_timestamp()
                    ORDER BY number LIMIT \(limit) FOR UPDATE SKIP LOCKED)
                RETURNING id, number, run::text AS run, event, trace)
            SELECT * FROM taken ORDER BY number
            """
        ).map { row in
            guard let trace = TraceContext(try row.decode("trace", as: String.self)) else {
                throw Failure(.serviceDefect, "approval.entries holds a trace that is none")
            }
            return Entry(
                id: try row.decode("id"), number: try row.decode("number"), run: try row.decode("run"),
                fact: try EventCoding.decode(row.decode("event", as: PostgresJSON.self).bytes).fact, trace: trace)
        }
    }

    /// Notes that the broker has them.
    func stated(_ entries: [Entry]) async throws {
        guard !entries.isEmpty else { return }
        try await database.query(
            """
            UPDATE approval.entries SET stated_at = COALESCE(stated_at, clock_timestamp()) WHERE id = ANY(\(entries.map(\.id)))
            """)
    }

    /// Has entries looked at again after some seconds.
    func putOff(_ entries: [Entry], seconds: TimeInterval) async throws {
        guard !entries.isEmpty else { return }
        try await database.query(
            """
            UPDATE approval.entries SET next_look_at = clock_timestamp() + \(seconds) * interval '1 second'
            WHERE id = ANY(\(entries.map(\.id))) AND stated_at IS NULL
            """)
    }
}
