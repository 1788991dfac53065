import Domain
import Foundation
import Postgres

/// The landings that their tickets don't show yet, as far as they are on record.
struct PendingTickets: Sendable {
    /// How many are found at once.
    static let batch = 100
    /// Landings that were recorded earlier than this before the patience was over are not looked at any more, in seconds: they have been stated
    /// long ago. A day, for a broker that was away meanwhile.
    private static let window = 86_400.0

    /// A flow that was looked at more recently than this is watched, in seconds: twice the longest pause between two looks.
    private static let watched = 60.0

    let database: PostgresClient

    /// A `run.landed` whose ticket should show it by now.
    struct Landing: Hashable, Sendable {
        var cause: UUID
        var ritm: String
        /// The event, as it was recorded.
        var body: [UInt8]
    }

    /// - Parameter patience: how long after it was recorded a landing counts.
    /// - Returns: those that neither a ticket shows, nor was it stated that it doesn't, nor has it been given up to tell the ticket, of which
    ///   the dead letter tells, nor is its flow watched at the moment, which has a limit of its own.
    func find(after patience: Duration) async throws -> [Landing] {
        let age = patience / .seconds(1)
        let rows = try await database.query(
            """
            SELECT landed.id, landed.ritm, landed.body FROM audit.events landed
            WHERE landed.type = 'run.landed'
                AND landed.recorded_at < clock_timestamp() - \(age) * interval '1 second'
                AND landed.recorded_at > clock_timestamp() - \(age + Self.window) * interval '1 second'
                AND NOT EXISTS (SELECT 1 FROM audit.pending_tickets stated WHERE stated.cause = landed.id)
                AND NOT EXISTS (SELECT 1 FROM audit.task_writes flow WHERE flow.cause = landed.id
                    AND flow.looked_at > clock_timestamp() - \(Self.watched) * interval '1 second')
                AND NOT EXISTS (SELECT 1 FROM audit.events told WHERE told.ritm = landed.ritm AND (told.type = 'ticket.fulfilled'
                    OR (told.type = 'message.dead_lettered'
                        AND position(convert_to('"event_id":"' || landed.id || '"', 'UTF8') IN told.body) > 0)))
            ORDER BY landed.recorded_at LIMIT \(Self.batch)
            """)
        return try rows.map {
            Landing(cause: try $0.decode("id"), ritm: try $0.decode("ritm"), body: try $0.decode("body"))
        }
    }

    /// Notes that it was stated.
    func recordStated(_ landing: Landing) async throws {
        try await database.query(
            """
            INSERT INTO audit.pending_tickets (cause, ritm, stated_at) VALUES (\(landing.cause), \(landing.ritm), clock_timestamp())
            ON CONFLICT (cause) DO NOTHING
            """)
    }
}
