import Domain
import Fleet
import Foundation
import Postgres

extension IntakeStore {
    /// A request item that is under way, or was withdrawn on its way.
    struct Watched: Sendable {
        var ticket: Ticket
        var trace: TraceContext
        var closedSeenAt: Date?
        /// How it was withdrawn, where that is on record and not stated for sure.
        var withdrawal: RequestWithdrawal?
    }

    /// Landfall has closed it, on proof: nobody can withdraw it any more.
    func fulfilled(_ sysID: SysID) async throws {
        try await watching.query(
            """
            UPDATE intake.requests SET is_watched = false, watch_at = NULL, closed_seen_at = NULL
            WHERE sys_id = \(sysID.description) AND is_watched
            """)
    }

    /// Has those looked at that are under way and weren't found among the open and approved ones.
    ///
    /// - Returns: how many.
    func watch(besides listed: [SysID], receivedBefore time: Date, at now: Date) async throws(PostgresError) -> Int {
        try await database.query(
            """
            UPDATE intake.requests SET watch_at = \(now)
            WHERE is_watched AND watch_at IS NULL AND received_at < \(time) AND sys_id <> ALL(\(listed.map(\.description)))
            """
        ).rowsAffected
    }

    /// Takes those that are due. They are nobody else's until `lease` is over.
    func takeWatched(limit: Int, lease: TimeInterval, at now: Date) async throws -> [Watched] {
        let rows = try await database.query(
            """
            UPDATE intake.requests SET watch_at = \(now.addingTimeInterval(lease))
            WHERE id IN (
                SELECT id FROM intake.requests WHERE watch_at <= \(now) ORDER BY watch_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING sys_id, number, trace, closed_seen_at, withdrawal
            """)
        return try rows.map { row in
            guard let sysID = SysID(try row.decode("sys_id", as: String.self)),
                let number = RITMNumber(try row.decode("number", as: String?.self) ?? ""),
                let trace = TraceContext(try row.decode("trace", as: String.self))
            else { throw Failure(.serviceDefect, "intake.requests holds an id, a number or a trace that is none") }
            let withdrawal: [UInt8]? = try row.decode("withdrawal")
            return Watched(
                ticket: Ticket(sysID: sysID, number: number), trace: trace,
                closedSeenAt: try row.decode("closed_seen_at"),
                withdrawal: try withdrawal.map { try JSONDecoder().decode(RequestWithdrawal.self, from: Data($0)) })
        }
    }

    /// It is still wanted, and looked at again when there is a reason to.
    func stillWanted(_ sysIDs: [SysID]) async throws(PostgresError) {
        try await database.query(
            """
            UPDATE intake.requests SET watch_at = NULL, closed_seen_at = NULL
            WHERE sys_id = ANY(\(sysIDs.map(\.description))) AND is_watched
            """)
    }

    func lookAgain(_ sysID: SysID, at time: Date, closedSeenAt: Date) async throws(PostgresError) {
        try await database.query(
            """
            UPDATE intake.requests SET watch_at = \(time), closed_seen_at = \(closedSeenAt)
            WHERE sys_id = \(sysID.description) AND is_watched
            """)
    }

    /// Puts on record that it was withdrawn, before that is stated.
    ///
    /// - Returns: false where it isn't under way any more.
    func withdraw(_ sysID: SysID, _ withdrawal: RequestWithdrawal) async throws -> Bool {
        let json = Array(try JSONEncoder().encode(withdrawal))
        return try await database.query(
            """
            UPDATE intake.requests SET state = 'withdrawn', is_watched = false, withdrawal = \(json), note = \(withdrawal.sentence)
            WHERE sys_id = \(sysID.description) AND is_watched
            """
        ).rowsAffected == 1
    }

    /// The broker has the event.
    func withdrawalStated(_ sysID: SysID) async throws(PostgresError) {
        try await database.query(
            "UPDATE intake.requests SET watch_at = NULL WHERE sys_id = \(sysID.description) AND state = 'withdrawn'")
    }
}
