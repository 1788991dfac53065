import BenchmarkSupport
import Domain
import Fleet
import Foundation
import Postgres

/// A trail that was recorded over a long time, made by SQL: the database links the entries as it does when the Auditor adds them.
enum LongTrail {
    /// Entries in one transaction: each leaves a dead version of the row that is the trail's end.
    private static let atOnce = 500

    /// Adds to the trail until it is as long as is asked for.
    static func fill(_ database: PostgresClient, to events: Int) async throws {
        guard let run = RunID(UUID().uuidString.lowercased()) else { throw BenchmarkFailure("no run") }
        let sample = try RecordedEvent.make(0, run: run, at: Date())
        let body = try EventCoding.encode(sample)
        while true {
            let missing = events - (try await StackDatabase.length(database))
            guard missing > 0 else { return }
            try await database.query(
                """
                INSERT INTO audit.events (id, type, ritm, run, at, service, instance, trace, body, recorded_at)
                SELECT gen_random_uuid(), \(sample.type.rawValue), \(sample.ritm.description), \(run.description)::uuid, now(),
                    'executor', 'benchmark', \(sample.trace.description), \(body), now()
                FROM generate_series(1, \(min(missing, atOnce)))
                """)
        }
    }
}
