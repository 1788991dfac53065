import Domain
import Fleet
import Foundation
import Postgres

/// All SQL of the schema `intake`.
struct IntakeStore: Sendable {
    let database: PostgresClient
    /// Hooks that come at the same time are committed together.
    private let hooks: GroupCommit
    /// And so are fulfilled items.
    let watching: GroupCommit

    init(database: PostgresClient) {
        self.database = database
        self.hooks = GroupCommit(database: database)
        self.watching = GroupCommit(database: database)
    }

    /// A request item that waits to be read.
    struct Hint: Sendable {
        var sysID: SysID
        var trace: TraceContext
        /// How often it was looked at, this time included.
        var looks: Int
    }

    /// The id of a request: it follows from the record, so that every hint at it gets the same one.
    static func requestID(of sysID: SysID) -> UUID {
        StableID.make(["request", sysID.description])
    }

    /// Remembers that a request item is worth a look. One that was set aside is looked at again; of one that is under way it is looked whether it
    /// is still wanted.
    func hint(_ sysID: SysID, trace: TraceContext, at now: Date) async throws -> (id: UUID, isNew: Bool) {
        let id = Self.requestID(of: sysID)
        let rows = try await hooks.query(
            """
            INSERT INTO intake.requests AS known (id, sys_id, state, next_look_at, trace, first_seen_at)
            VALUES (\(id), \(sysID.description), 'hinted', \(now), \(trace.description), \(now))
            ON CONFLICT (sys_id) DO UPDATE
            SET state = CASE WHEN known.state = 'set_aside' THEN 'hinted' ELSE known.state END,
                next_look_at = CASE WHEN known.state = 'set_aside' THEN excluded.next_look_at ELSE known.next_look_at END,
                looks = CASE WHEN known.state = 'set_aside' THEN 0 ELSE known.looks END,
                watch_at = CASE WHEN known.is_watched THEN excluded.next_look_at ELSE known.watch_at END
            RETURNING (xmax = 0) AS is_new
            """)
        return (id, try rows.first?.decode("is_new") ?? false)
    }

    /// Remembers many at once; those that are known already, and not set aside, stay as they are.
    ///
    /// - Returns: how many are to be looked at because of this.
    func hint(_ sysIDs: [SysID], trace: TraceContext, at now: Date) async throws(PostgresError) -> Int {
        guard !sysIDs.isEmpty else { return 0 }
        return try await database.query(
            """
            INSERT INTO intake.requests AS known (id, sys_id, state, next_look_at, trace, first_seen_at)
            SELECT found.id, found.sys_id, 'hinted', \(now), \(trace.description), \(now)
            FROM unnest(\(sysIDs.map(Self.requestID)), \(sysIDs.map(\.description))) AS found (id, sys_id)
            ON CONFLICT (sys_id) DO UPDATE SET state = 'hinted', next_look_at = excluded.next_look_at, looks = 0
            WHERE known.state = 'set_aside'
            """
        ).rowsAffected
    }

    /// Takes request items that are due. They are nobody else's until `lease` is over: a reader that dies gives them back by time.
    func takeDue(limit: Int, lease: TimeInterval, at now: Date) async throws -> [Hint] {
        let rows = try await database.query(
            """
            UPDATE intake.requests SET next_look_at = \(now.addingTimeInterval(lease)), looks = looks + 1
            WHERE id IN (
                SELECT id FROM intake.requests WHERE state = 'hinted' AND next_look_at <= \(now)
                ORDER BY next_look_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING sys_id, trace, looks
            """)
        return try rows.map { row in
            guard let sysID = SysID(try row.decode("sys_id", as: String.self)),
                let trace = TraceContext(try row.decode("trace", as: String.self))
            else { throw Failure(.serviceDefect, "intake.requests holds an id or a trace that is none") }
            return Hint(sysID: sysID, trace: trace, looks: try row.decode("looks"))
        }
    }

    /// Notes that the events of these were stated, and that the broker has them. From then on it is watched whether they are still wanted.
    func received(_ tickets: [Ticket], at now: Date) async throws(PostgresError) {
        guard !tickets.isEmpty else { return }
        try await database.query(
            """
            UPDATE intake.requests AS known SET state = 'received', number = found.number, received_at = \(now), note = NULL,
                is_watched = true
            FROM unnest(\(tickets.map(\.sysID.description)), \(tickets.map(\.number.description))) AS found (sys_id, number)
            WHERE known.sys_id = found.sys_id AND known.state NOT IN ('received', 'withdrawn')
            """)
    }

    /// Notes that a request item is not to be fulfilled as it stands; another hint has it looked at again.
    func setAside(_ sysID: SysID, because note: String) async throws(PostgresError) {
        try await database.query(
            "UPDATE intake.requests SET state = 'set_aside', note = \(note) WHERE sys_id = \(sysID.description) AND state = 'hinted'"
        )
    }

    /// Puts off the next look.
    func putOff(_ sysIDs: [SysID], until time: Date, because note: String) async throws(PostgresError) {
        try await database.query(
            """
            UPDATE intake.requests SET next_look_at = \(time), note = \(note)
            WHERE sys_id = ANY(\(sysIDs.map(\.description))) AND state = 'hinted'
            """)
    }
}
