import Domain
import Fleet
import Foundation
import Postgres

/// All SQL of `intake.intents`.
struct IntentStore: Sendable {
    enum State: String, Sendable {
        /// To be ordered.
        case taken
        /// An order was about to be made: whether it was is to be looked up before there is another.
        case ordering
        /// It is a ticket.
        case ordered
        /// ServiceNow doesn't take it, for good.
        case refused
    }

    /// An intent as it stands.
    struct Kept: Sendable {
        var id: UUID
        var client: String
        var intent: Intent
        var state: State
        /// When the last order was about to be made.
        var orderedAt: Date?
        /// The `sc_request` that was answered with.
        var request: SysID?
        var ticket: Ticket?
        /// What went wrong last.
        var note: String?
        /// How often it was worked on, this time included.
        var looks: Int
    }

    let database: PostgresClient

    /// Keeps an intent; one that is known already stays as it is.
    ///
    /// - Returns: what is kept under its id.
    func keep(_ intent: Intent, of client: String, at now: Date) async throws -> (kept: Kept, isNew: Bool) {
        let id = intent.id(of: client)
        let json = Array(try JSONEncoder().encode(intent))
        let inserted = try await database.query(
            """
            INSERT INTO intake.intents (id, client, intent, state, next_look_at, taken_at)
            VALUES (\(id), \(client), \(json), 'taken', \(now), \(now)) ON CONFLICT (id) DO NOTHING
            """
        ).rowsAffected
        guard let kept = try await self.intent(id, of: client) else {
            throw Failure(.serviceDefect, "an intent that was just kept isn't there")
        }
        return (kept, inserted == 1)
    }

    func intent(_ id: UUID, of client: String) async throws -> Kept? {
        let rows = try await database.query(
            """
            SELECT id, client, intent, state, ordered_at, request, sys_id, number, note, looks FROM intake.intents
            WHERE id = \(id) AND client = \(client)
            """)
        return try rows.first.map(Self.kept)
    }

    /// For which automations some request items were ordered.
    func clients(of items: [SysID]) async throws -> [SysID: String] {
        guard !items.isEmpty else { return [:] }
        let rows = try await database.query(
            "SELECT sys_id, client FROM intake.intents WHERE sys_id = ANY(\(items.map(\.description))) AND state = 'ordered'"
        )
        return try rows.reduce(into: [:]) { clients, row in
            if let id = SysID(try row.decode("sys_id", as: String.self)) { clients[id] = try row.decode("client") }
        }
    }

    /// Takes intents that are due. They are nobody else's until `lease` is over.
    func takeDue(limit: Int, lease: TimeInterval, at now: Date) async throws -> [Kept] {
        try await database.query(
            """
            UPDATE intake.intents SET next_look_at = \(now.addingTimeInterval(lease)), looks = looks + 1
            WHERE id IN (
                SELECT id FROM intake.intents WHERE state IN ('taken', 'ordering') AND next_look_at <= \(now)
                ORDER BY next_look_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING id, client, intent, state, ordered_at, request, sys_id, number, note, looks
            """
        ).map(Self.kept)
    }

    /// Puts on record that an order is about to be made.
    ///
    /// - Returns: false when somebody else has taken the intent meanwhile: then nothing is to be ordered.
    func ordering(_ kept: Kept, at now: Date) async throws(PostgresError) -> Bool {
        try await database.query(
            """
            UPDATE intake.intents SET state = 'ordering', ordered_at = \(now), request = NULL
            WHERE id = \(kept.id) AND looks = \(kept.looks) AND state IN ('taken', 'ordering')
            """
        ).rowsAffected == 1
    }

    /// The order was answered with a request.
    func requested(_ kept: Kept, _ request: SysID) async throws(PostgresError) {
        try await database.query(
            "UPDATE intake.intents SET request = \(request.description) WHERE id = \(kept.id) AND state = 'ordering'")
    }

    func ordered(_ kept: Kept, as ticket: Ticket) async throws(PostgresError) {
        try await database.query(
            """
            UPDATE intake.intents SET state = 'ordered', sys_id = \(ticket.sysID.description), number = \(ticket.number.description),
                note = NULL
            WHERE id = \(kept.id) AND state = 'ordering'
            """)
    }

    func refused(_ kept: Kept, because note: String) async throws(PostgresError) {
        try await database.query(
            """
            UPDATE intake.intents SET state = 'refused', note = \(note)
            WHERE id = \(kept.id) AND looks = \(kept.looks) AND state IN ('taken', 'ordering')
            """)
    }

    /// No order was made after all: it may be made again without a look.
    func notOrdered(_ kept: Kept, until time: Date, because note: String) async throws(PostgresError) {
        try await database.query(
            """
            UPDATE intake.intents SET state = 'taken', next_look_at = \(time), note = \(note)
            WHERE id = \(kept.id) AND looks = \(kept.looks) AND state IN ('taken', 'ordering')
            """)
    }

    func putOff(_ kept: Kept, until time: Date, because note: String) async throws(PostgresError) {
        try await database.query(
            """
            UPDATE intake.intents SET next_look_at = \(time), note = \(note)
            WHERE id = \(kept.id) AND looks = \(kept.looks)
            """)
    }

    private static func kept(_ row: PostgresRow) throws -> Kept {
        guard let state = State(rawValue: try row.decode("state")) else {
            throw Failure(.serviceDefect, "intake.intents holds a state that is none")
        }
        let sysID = try row.decode("sys_id", as: String?.self).flatMap(SysID.init)
        let number = try row.decode("number", as: String?.self).flatMap(RITMNumber.init)
        return Kept(
            id: try row.decode("id"), client: try row.decode("client"),
            intent: try JSONDecoder().decode(Intent.self, from: Data(try row.decode("intent", as: [UInt8].self))),
            state: state, orderedAt: try row.decode("ordered_at"),
            request: try row.decode("request", as: String?.self).flatMap(SysID.init),
            ticket: sysID.flatMap { id in number.map { Ticket(sysID: id, number: $0) } }, note: try row.decode("note"),
            looks: try row.decode("looks"))
    }
}
