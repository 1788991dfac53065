import Domain
import Fleet
import Foundation
import Postgres
import ServiceNow

extension IncidentStore {
    /// Commits the intent to write, with what the incident looked like right before. It takes the place of what was intended before, which
    /// is known not to have arrived. In the request's turn only, whose row is locked for it: who takes the turn next sees the intent.
    ///
    /// - Throws: ``Failure`` with ``Reason/serviceInterrupted`` when the turn is over; then nothing may be written.
    func intend(
        _ turn: IncidentWrite.Turn, telling cause: UUID, on row: IncidentRow, modificationCount: Int?, at now: Date
    ) async throws {
        let id = row.correlationID.description
        let results = try await database.pipeline([
            """
            DELETE FROM audit.incident_writes WHERE cause = \(cause) AND correlation_id = \(id) AND turn <> \(turn.rawValue)
                AND turn <> \(IncidentWrite.Turn.doubled.rawValue) AND settled_at IS NULL
            """,
            """
            INSERT INTO audit.incident_writes (cause, correlation_id, turn, modification_count, intended_at)
            SELECT \(cause)::uuid, \(id), \(turn.rawValue), \(modificationCount)::integer, \(now)::timestamptz
            FROM audit.incident_turns
            WHERE ritm = \(row.key.ritm.description) AND holder = \(holder) AND until > clock_timestamp() FOR SHARE
            ON CONFLICT (cause, correlation_id, turn) DO UPDATE
            SET modification_count = excluded.modification_count, intended_at = excluded.intended_at, unclear_at = NULL
            WHERE audit.incident_writes.settled_at IS NULL
            """,
        ])
        guard results[1].rowsAffected == 1 else {
            throw Failure(.serviceInterrupted, "the turn at the incidents of \(row.key.ritm) has run out meanwhile")
        }
    }

    /// Takes back the intent of a call that was certainly not carried out.
    func forget(_ turn: IncidentWrite.Turn, telling cause: UUID, on row: IncidentRow) async throws {
        try await database.query(
            """
            DELETE FROM audit.incident_writes WHERE cause = \(cause) AND correlation_id = \(row.correlationID.description)
                AND turn = \(turn.rawValue) AND settled_at IS NULL
            """)
    }

    /// Puts on record which incident it is.
    func found(_ incident: Incident, as row: IncidentRow) async throws {
        try await database.query(
            """
            UPDATE audit.incidents
            SET sys_id = \(incident.sysID.description), number = \(incident.number), state = \(incident.state)
            WHERE correlation_id = \(row.correlationID.description)
            """)
    }

    /// Puts on record that the call has arrived which made an incident: its description has the marker.
    func settleOpening(shownBy incident: Incident, on row: IncidentRow, at now: Date) async throws {
        try await database.query(
            """
            UPDATE audit.incident_writes SET settled_at = \(now)
            WHERE correlation_id = \(row.correlationID.description) AND turn = \(IncidentWrite.Turn.opened.rawValue)
                AND settled_at IS NULL AND position('[landfall:' || cause::text || ']' IN \(incident.description)) > 0
            """)
    }

    /// Takes back what was intended and can't arrive any more, where what it told of is over: whether it has arrived doesn't matter.
    ///
    /// - Parameter cause: what is told by the call that doesn't count.
    func forgetUnsettled(on row: IncidentRow, besides cause: UUID) async throws {
        try await database.query(
            """
            DELETE FROM audit.incident_writes WHERE correlation_id = \(row.correlationID.description) AND cause <> \(cause)
                AND turn <> \(IncidentWrite.Turn.doubled.rawValue) AND settled_at IS NULL
            """)
    }

    /// Puts on record the state that an incident was seen in.
    func saw(_ state: String, of row: IncidentRow) async throws {
        try await database.query(
            "UPDATE audit.incidents SET state = \(state) WHERE correlation_id = \(row.correlationID.description)")
    }

    /// Puts on record that the incident shows what was written: it was read back.
    ///
    /// - Parameter watches: whether it is looked at from now on whether somebody closes it. One that is resolved here isn't any more.
    func settle(
        _ turn: IncidentWrite.Turn, telling cause: UUID, on row: IncidentRow, state: String, requestID: String?,
        watches: Bool, at now: Date
    ) async throws {
        try await database.pipeline([
            Self.settlement(turn, cause, row, requestID, now),
            """
            UPDATE audit.incidents SET state = \(state), opened_at = COALESCE(opened_at, \(now)),
                next_look_at = CASE WHEN \(watches)::boolean THEN clock_timestamp() WHEN \(turn == .resolved)::boolean THEN NULL
                    ELSE next_look_at END,
                seen_open_at = CASE WHEN \(watches)::boolean THEN clock_timestamp() ELSE seen_open_at END
            WHERE correlation_id = \(row.correlationID.description)
            """,
        ])
    }

    /// Puts on record that the other incidents of the same are resolved.
    func settleDoubles(_ cause: UUID, of row: IncidentRow, at now: Date) async throws {
        try await database.query(Self.settlement(.doubled, cause, row, nil, now))
    }

    /// Puts on record that another incident takes the place of one that can't be opened again.
    func replace(_ row: IncidentRow, seenAs state: String, at now: Date) async throws -> IncidentRow {
        try await database.pipeline([
            """
            UPDATE audit.incidents SET state = \(state), next_look_at = NULL
            WHERE correlation_id = \(row.correlationID.description)
            """,
            Self.insertion(of: row.next, at: now),
        ])
        return row.next
    }

    // MARK: - Statements

    static func insertion(of row: IncidentRow, at now: Date) -> PostgresStatement {
        """
        INSERT INTO audit.incidents (correlation_id, ritm, run, generation, noted_at)
        VALUES (\(row.correlationID.description), \(row.key.ritm.description), \(row.key.run?.description)::text::uuid,
            \(row.generation), \(now))
        ON CONFLICT (correlation_id) DO NOTHING
        """
    }

    private static func settlement(
        _ turn: IncidentWrite.Turn, _ cause: UUID, _ row: IncidentRow, _ requestID: String?, _ now: Date
    ) -> PostgresStatement {
        """
        INSERT INTO audit.incident_writes (cause, correlation_id, turn, intended_at, settled_at, request_id)
        VALUES (\(cause), \(row.correlationID.description), \(turn.rawValue), \(now), \(now), \(requestID))
        ON CONFLICT (cause, correlation_id, turn) DO UPDATE
        SET settled_at = excluded.settled_at, request_id = excluded.request_id
        WHERE audit.incident_writes.settled_at IS NULL
        """
    }
}
