import Audit
import Domain
import Fleet
import Foundation
import Logging
import Postgres
import ServiceLifecycle

/// Takes personal data out of what has been on record long enough. The chain stays as it was: it rests on the digests of what was recorded.
///
/// From the oldest entry on, and none before an older one: that is how whoever checks the trail tells it from tampering.
struct PersonalDataKeeper: Service {
    /// How many entries at a time.
    static let batch = 500
    static let pause = Duration.seconds(600)

    let database: PostgresClient
    let pseudonyms: Pseudonyms
    /// How long an entry is kept whole.
    let period: Duration
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async {
        await repeatUntilShutdown(
            every: Self.pause, logger: logger,
            trouble: "personal data could not be taken out of the audit trail; it is tried again"
        ) {
            try await reduceNext() == Self.batch
        }
    }

    /// - Returns: how many entries there were to reduce.
    func reduceNext() async throws -> Int {
        let limit = now() - period / .seconds(1)
        return try await database.transaction { transaction in
            // One process at a time, so that no entry is reduced before an older one.
            try await transaction.query("SELECT pg_advisory_xact_lock(hashtextextended('audit.events reduction', 0))")
            let rows = try await transaction.query(
                """
                SELECT number, body, recorded_at FROM audit.events
                WHERE number > (SELECT COALESCE(max(number), 0) FROM audit.events WHERE reduced_at IS NOT NULL)
                ORDER BY number LIMIT \(Self.batch)
                """)
            // What follows an entry that stays stays, too.
            let due = try rows.prefix { try $0.decode("recorded_at", as: Date.self) < limit }
            let changes: [PostgresStatement] = try due.map { row in
                let reduced = pseudonyms.reduced(try row.decode("body")) ?? Array("{}".utf8)
                let number: Int64 = try row.decode("number")
                return "UPDATE audit.events SET body = \(reduced), reduced_at = \(now()) WHERE number = \(number)"
            }
            if !changes.isEmpty { try await transaction.pipeline(changes) }
            return changes.count
        }
    }
}
