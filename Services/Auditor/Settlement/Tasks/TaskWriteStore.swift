import Domain
import Fleet
import Foundation
import Postgres

/// The ledger of what is written to catalogue tasks: `audit.task_writes`. By the database's clock, which all processes share.
struct TaskWriteStore: Sendable {
    /// A task that was to be closed.
    struct Intended: Hashable, Sendable {
        var sysID: SysID
        var number: String
        /// `sys_mod_count` of the task right before the call.
        var modificationCount: Int
        /// Whether it is closed: it was read back.
        var isSettled: Bool
        /// ServiceNow's id of the call.
        var requestID: String?
    }

    let database: GroupCommit

    /// The task that was to be closed because of an event; nil when none was yet.
    func intended(_ cause: UUID) async throws -> Intended? {
        let answer = try await database.query(
            """
            SELECT sys_id, number, modification_count, settled_at IS NOT NULL AS is_settled, request_id
            FROM audit.task_writes WHERE cause = \(cause) AND sys_id IS NOT NULL
            """)
        return try answer.first.map { row in
            guard let sysID = SysID(try row.decode("sys_id")) else {
                throw Failure(.serviceDefect, "what was written to a catalogue task can't be read")
            }
            return Intended(
                sysID: sysID, number: try row.decode("number"),
                modificationCount: try row.decode("modification_count"), isSettled: try row.decode("is_settled"),
                requestID: try row.decode("request_id"))
        }
    }

    /// The task that is closed because of an event; nil when none is.
    func closed(_ cause: UUID) async throws -> ClosedTask? {
        guard let intended = try await intended(cause), intended.isSettled else { return nil }
        return ClosedTask(
            sysID: intended.sysID, number: intended.number,
            correlation: intended.requestID.map { CorrelationIDs(requestID: $0) })
    }

    /// Commits the intent to close a task, with what it looked like right before.
    func intend(_ write: TicketWrite, closing task: SysID, _ number: String, modificationCount: Int) async throws {
        try await database.query(
            """
            INSERT INTO audit.task_writes (cause, ritm, sys_id, number, modification_count, intended_at)
            VALUES (\(write.cause), \(write.ticket.number.description), \(task.description), \(number), \(modificationCount),
                clock_timestamp())
            ON CONFLICT (cause) DO UPDATE SET sys_id = excluded.sys_id, number = excluded.number,
                modification_count = excluded.modification_count, intended_at = excluded.intended_at, unclear_at = NULL,
                has_ended = false
            WHERE audit.task_writes.settled_at IS NULL
            """)
    }

    /// Takes note that the call for a task has no outcome, and says for how long that has been so; nil when nothing comes of it any more.
    func unclear(_ write: TicketWrite) async throws -> Duration? {
        let answer = try await database.query(
            """
            UPDATE audit.task_writes SET unclear_at = COALESCE(unclear_at, clock_timestamp())
            WHERE cause = \(write.cause) AND settled_at IS NULL AND NOT has_ended
            RETURNING extract(epoch FROM clock_timestamp() - unclear_at)::float8 AS unclear_for
            """)
        return try answer.first.map { Duration.seconds(try $0.decode("unclear_for", as: Double.self)) }
    }

    /// Puts on record that the call for a task was turned away.
    func recordTurnedAway(_ write: TicketWrite) async throws {
        try await database.query("UPDATE audit.task_writes SET has_ended = true WHERE cause = \(write.cause)")
    }

    /// Puts on record that the task is closed: it was read back. From now on the item is to follow.
    func settle(_ write: TicketWrite, requestID: String?) async throws {
        try await database.query(
            """
            UPDATE audit.task_writes SET settled_at = clock_timestamp(), request_id = COALESCE(\(requestID), request_id),
                looked_at = clock_timestamp(), waited_ms = 0
            WHERE cause = \(write.cause) AND settled_at IS NULL
            """)
    }

    /// Puts on record that the flow is waited for, and says for how long it has been.
    func wait(_ write: TicketWrite) async throws -> Duration {
        let longest = FollowPatience.longestStep / .milliseconds(1)
        let answer = try await database.query(
            """
            INSERT INTO audit.task_writes AS known (cause, ritm) VALUES (\(write.cause), \(write.ticket.number.description))
            ON CONFLICT (cause) DO UPDATE SET looked_at = clock_timestamp(), waited_ms = known.waited_ms
                + LEAST(extract(epoch FROM clock_timestamp() - known.looked_at)::float8 * 1000, \(longest))::bigint
            RETURNING waited_ms
            """)
        guard let waited = try answer.first?.decode("waited_ms", as: Int64.self) else {
            throw Failure(.serviceDefect, "how long a flow has been waited for can't be read")
        }
        return .milliseconds(waited)
    }
}
