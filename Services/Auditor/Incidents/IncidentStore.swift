import Domain
import Fleet
import Foundation
import Postgres
import ServiceNow

/// The ledger of incidents and of what is written to them: `audit.incidents` and `audit.incident_writes`.
struct IncidentStore: Sendable {
    let database: GroupCommit
    /// The values that states of incidents have in the instance.
    var states = StateValues<IncidentState>()
    /// Who has the turn of the request whose incidents are written to; nil for nobody, who may write nothing.
    var holder: UUID?

    func held(by holder: UUID) -> IncidentStore {
        IncidentStore(database: database, states: states, holder: holder)
    }

    /// The statements that keep in mind that something failed, before it is known whether it is told. Committed before the record is read:
    /// who then puts on record that it was put right either finds this, or is found by whoever reads.
    static func keepingInMind(
        _ key: IncidentKey, _ states: StateValues<IncidentState>, at now: Date
    ) -> [PostgresStatement] {
        [
            insertion(of: IncidentRow(key), at: now),
            // An incident that has come to its end may be opened again by it.
            """
            UPDATE audit.incidents SET state = NULL
            WHERE ritm = \(key.ritm.description) AND run IS NOT DISTINCT FROM \(key.run?.description)::text::uuid
                AND state = ANY(\(IncidentRow.endStates(states)))
                AND generation = (SELECT max(generation) FROM audit.incidents last
                    WHERE last.ritm = \(key.ritm.description) AND last.run IS NOT DISTINCT FROM \(key.run?.description)::text::uuid)
            """,
        ]
    }

    /// Whether an event that is no failure has anything to do here: something failed that isn't resolved, or it was told before.
    func concerns(_ event: Event) async throws -> Bool {
        try Self.isYes(try await database.query(Self.question(whetherConcernedBy: event, states)))
    }

    static func isYes(_ answer: PostgresResult) throws -> Bool {
        try answer.first?.decode("answer") ?? false
    }

    static func question(
        whetherConcernedBy event: Event, _ states: StateValues<IncidentState>
    ) -> PostgresStatement {
        """
        SELECT EXISTS (SELECT 1 FROM audit.incidents known WHERE ritm = \(event.ritm.description)
                AND (COALESCE(state, '') <> ALL(\(IncidentRow.endStates(states))) OR \(fragment: Self.hasUnsettled)))
            OR EXISTS (SELECT 1 FROM audit.incident_writes WHERE cause = \(event.id)) AS answer
        """
    }

    /// The latest incident of each thing that failed of a request.
    func incidents(of ritm: RITMNumber) async throws -> [IncidentRow] {
        let answer = try await database.query(
            """
            SELECT DISTINCT ON (run) run, generation, sys_id, number, state, opened_at IS NOT NULL AS is_opened,
                retry_start,
                \(fragment: Self.hasUnsettled) AS has_unsettled
            FROM audit.incidents known WHERE ritm = \(ritm.description) ORDER BY run, generation DESC
            """)
        return try answer.map { try IncidentRow($0, of: ritm) }
    }

    /// The write that tells of an event on an incident; nil when none was intended.
    func write(telling cause: UUID, on row: IncidentRow) async throws -> IncidentWrite? {
        let answer = try await database.query(
            """
            SELECT turn, settled_at IS NOT NULL AS is_settled, modification_count, request_id,
                extract(epoch FROM clock_timestamp() - unclear_at)::float8 AS unclear_for
            FROM audit.incident_writes
            WHERE cause = \(cause) AND correlation_id = \(row.correlationID.description)
                AND turn <> \(IncidentWrite.Turn.doubled.rawValue)
            """)
        return try answer.first.map { try Self.write($0) }
    }

    /// What was told of an event, and is settled: to be stated again.
    func told(_ cause: UUID) async throws -> [Fact] {
        let answer = try await database.query(
            """
            SELECT turn, ritm, run, sys_id, number, request_id
            FROM audit.incident_writes JOIN audit.incidents USING (correlation_id)
            WHERE cause = \(cause) AND settled_at IS NOT NULL ORDER BY settled_at
            """)
        return try answer.compactMap { row in
            guard let turn = IncidentWrite.Turn(rawValue: try row.decode("turn")),
                let ritm = RITMNumber(try row.decode("ritm")), let sysID = SysID(try row.decode("sys_id")),
                let number: String = try row.decode("number")
            else { throw Failure(.serviceDefect, "what was told on an incident can't be read") }
            let told = IncidentTold(
                ritm: ritm, run: try row.decode("run", as: UUID?.self).flatMap { RunID($0.uuidString) }, sysID: sysID,
                number: number, cause: cause.uuidString.lowercased(),
                correlation: try row.decode("request_id", as: String?.self).map { CorrelationIDs(requestID: $0) })
            switch turn {
            case .opened: return .incidentOpened(told)
            case .updated: return .incidentUpdated(told)
            case .resolved: return .incidentResolved(told)
            case .doubled, .answered: return nil
            }
        }
    }

    /// The events that an incident tells of: that was read back.
    func tellings(on row: IncidentRow) async throws -> Set<UUID> {
        let answer = try await database.query(
            """
            SELECT cause FROM audit.incident_writes
            WHERE correlation_id = \(row.correlationID.description) AND settled_at IS NOT NULL
                AND turn = ANY(\([IncidentWrite.Turn.opened, .updated].map(\.rawValue)))
            """)
        return Set(try answer.map { try $0.decode("cause") })
    }

    /// Takes note that calls have no outcome, and says for how long that has been so.
    ///
    /// - Parameter cause: what is told by the call that doesn't count; nil where all do.
    /// - Returns: the shortest time; nil when none is without an outcome.
    func unclear(on row: IncidentRow, besides cause: UUID?) async throws -> Duration? {
        let answer = try await database.query(
            """
            UPDATE audit.incident_writes SET unclear_at = COALESCE(unclear_at, clock_timestamp())
            WHERE correlation_id = \(row.correlationID.description) AND settled_at IS NULL
                AND turn <> \(IncidentWrite.Turn.doubled.rawValue) AND cause IS DISTINCT FROM \(cause)::uuid
            RETURNING extract(epoch FROM clock_timestamp() - unclear_at)::float8 AS unclear_for
            """)
        return try answer.compactMap { try Self.duration($0) }.min()
    }

    /// Takes note that a call has no outcome, and says for how long that has been so.
    func unclear(_ cause: UUID, _ turn: IncidentWrite.Turn, on row: IncidentRow) async throws -> Duration {
        let answer = try await database.query(
            """
            UPDATE audit.incident_writes SET unclear_at = COALESCE(unclear_at, clock_timestamp())
            WHERE cause = \(cause) AND correlation_id = \(row.correlationID.description) AND turn = \(turn.rawValue)
                AND settled_at IS NULL
            RETURNING extract(epoch FROM clock_timestamp() - unclear_at)::float8 AS unclear_for
            """)
        return try answer.first.flatMap { try Self.duration($0) } ?? .zero
    }

    // MARK: - Parts

    /// Whether a write to an incident is without an outcome: it may have changed it, or may still do so.
    private static let hasUnsettled: PostgresStatement = """
        EXISTS (SELECT 1 FROM audit.incident_writes own WHERE own.correlation_id = known.correlation_id
            AND own.turn <> 'doubled' AND own.settled_at IS NULL)
        """

    private static func write(_ row: PostgresRow) throws -> IncidentWrite {
        guard let turn = IncidentWrite.Turn(rawValue: try row.decode("turn")) else {
            throw Failure(.serviceDefect, "a write to an incident can't be read")
        }
        return IncidentWrite(
            turn: turn, isSettled: try row.decode("is_settled"),
            modificationCount: try row.decode("modification_count"), unclearFor: try duration(row),
            requestID: try row.decode("request_id"))
    }

    private static func duration(_ row: PostgresRow) throws -> Duration? {
        try row.decode("unclear_for", as: Double?.self).map { .seconds($0) }
    }
}
