import Domain
import Fleet
import Postgres

/// How fast cards are posted, by all processes together: `audit.card_rate`, by the database's clock.
///
/// A slot is taken at the moment of posting, so whoever was held up since takes none that others have by now. Within this process one waits
/// at a time, in the order in which they came.
final class CardRate: Sendable {
    /// Teams throttles whoever sends more than four in a second (Microsoft, “Create incoming webhooks with Workflows”). Five cards are 1.2 s
    /// apart by this, so that what comes late on its way doesn't make them one too many.
    static let interval = Duration.milliseconds(300)
    /// A card that would wait for longer goes back to a delay queue.
    static let patience = Duration.seconds(5)

    private let database: PostgresClient
    private let turns = KeyedTurns<Int>()

    init(database: PostgresClient) {
        self.database = database
    }

    /// Posts a card when its time has come. Where Teams asks to wait, everybody does.
    ///
    /// - Throws: what `post` throws; ``Domain/Failure`` with ``Domain/Reason/teamsThrottled`` also when that time is too far away.
    func withSlot(_ post: () async throws -> Void) async throws {
        try await take()
        do {
            try await post()
        } catch let failure as Failure where failure.reason == .teamsThrottled {
            try await pause(for: failure.retryAfterSeconds ?? Self.interval / .seconds(1))
            throw failure
        }
    }

    private func take() async throws {
        let clock = ContinuousClock()
        let deadline = clock.now + Self.patience
        try await turns.withTurn(0) {
            while true {
                guard let wait = try await takeOrWait() else { return }
                guard clock.now + wait <= deadline else {
                    throw Failure(
                        .teamsThrottled, "its turn to be posted comes later", retryAfterSeconds: wait / .seconds(1))
                }
                try await clock.sleep(for: wait)
            }
        }
    }

    /// - Returns: nil when the slot was taken, or how long it is until the next may be.
    private func takeOrWait() async throws -> Duration? {
        let results = try await database.pipeline([
            """
            UPDATE audit.card_rate SET free_at = clock_timestamp() + \(Self.interval / .seconds(1)) * interval '1 second'
            WHERE free_at <= clock_timestamp()
            """,
            "SELECT EXTRACT(EPOCH FROM free_at - clock_timestamp())::float8 AS seconds FROM audit.card_rate",
        ])
        if results[0].rowsAffected == 1 { return nil }
        guard let row = results[1].first else { throw Failure(.serviceDefect, "audit.card_rate is empty") }
        return .seconds(max(try row.decode("seconds", as: Double.self), 0))
    }

    private func pause(for seconds: Double) async throws {
        try await database.query(
            """
            UPDATE audit.card_rate SET free_at = greatest(free_at, clock_timestamp() + \(seconds) * interval '1 second')
            """)
    }
}
