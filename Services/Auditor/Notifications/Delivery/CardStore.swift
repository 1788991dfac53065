import Domain
import Foundation
import Postgres
import Teams

/// The ledger of cards: `audit.cards`. By the database's clock, which all processes share.
struct CardStore: Sendable {
    let database: PostgresClient
    /// Nobody else posts a card for so long after somebody has taken it; longer than posting takes.
    let lease: Duration

    /// A card that this process is to post.
    struct Taken: Hashable, Sendable {
        var key: String
        var kind: String
        /// Nil: the common one.
        var channel: String?
        var card: Card
        /// Which try it is, from 1.
        var attempt: Int
        /// Whether an earlier try may have posted it.
        var isUnclear: Bool
    }

    enum Standing: Hashable, Sendable {
        case taken(Taken)
        /// Somebody else is posting it.
        case held
        case sent
    }

    /// Commits the intent to post a card, and takes it. The first card of a key stands.
    func take(_ notice: CardNotice, of event: Event) async throws -> Standing {
        let card = try [UInt8](JSONEncoder().encode(notice.card))
        let results = try await database.pipeline([
            """
            INSERT INTO audit.cards (key, kind, channel, event, ritm, run, card, intended_at)
            VALUES (\(notice.key), \(notice.kind.rawValue), \(notice.channel), \(event.id), \(event.ritm.description),
                \(event.run?.description)::text::uuid, \(card), clock_timestamp())
            ON CONFLICT (key) DO NOTHING
            """,
            taking(where: "key = \(notice.key)"),
            "SELECT sent_at IS NOT NULL AS is_sent FROM audit.cards WHERE key = \(notice.key)",
        ])
        if let row = results[1].first { return .taken(try Self.taken(row)) }
        guard let row = results[2].first else {
            throw Failure(.serviceDefect, "a card that was committed is not there")
        }
        return try row.decode("is_sent") ? .sent : .held
    }

    /// Takes the card that has waited longest; nil when none waits that may be posted.
    func takeOldest() async throws -> Taken? {
        let results = try await database.query(
            taking(
                where: """
                    key = (SELECT key FROM audit.cards WHERE refused_at IS NULL AND \(fragment: Self.isFree)
                        ORDER BY intended_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                    """))
        return try results.first.map(Self.taken)
    }

    /// Puts on record that Teams took the card, and forgets what it says.
    func recordSent(_ taken: Taken) async throws {
        try await database.query(
            """
            UPDATE audit.cards SET sent_at = clock_timestamp(), card = NULL, held_until = NULL, last_failure = NULL
            WHERE key = \(taken.key) AND sent_at IS NULL
            """)
    }

    /// Puts on record that a try has failed, and lets go of the card.
    func record(_ failure: Failure, of taken: Taken) async throws {
        let misses = failure.kind == .unknown ? 0 : 1
        try await database.query(
            """
            UPDATE audit.cards SET held_until = NULL, misses = misses + \(misses), last_failure = \(failure.description),
                refused_at = CASE WHEN \(failure.kind == .permanent) THEN clock_timestamp() END
            WHERE key = \(taken.key) AND attempts = \(taken.attempt) AND sent_at IS NULL
            """)
    }

    // MARK: - Parts

    private static let isFree: PostgresStatement =
        "sent_at IS NULL AND (held_until IS NULL OR held_until < clock_timestamp())"

    private func taking(where condition: PostgresStatement) -> PostgresStatement {
        """
        UPDATE audit.cards SET attempts = attempts + 1, held_until = clock_timestamp() + \(lease / .seconds(1)) * interval '1 second'
        WHERE \(fragment: condition) AND \(fragment: Self.isFree)
        RETURNING key, kind, channel, card, attempts, attempts - 1 > misses AS is_unclear
        """
    }

    private static func taken(_ row: PostgresRow) throws -> Taken {
        let card: [UInt8] = try row.decode("card")
        return Taken(
            key: try row.decode("key"), kind: try row.decode("kind"), channel: try row.decode("channel"),
            card: try JSONDecoder().decode(Card.self, from: Data(card)), attempt: try row.decode("attempts"),
            isUnclear: try row.decode("is_unclear"))
    }
}
