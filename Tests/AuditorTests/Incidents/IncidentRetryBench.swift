import Domain
import Fleet
import Foundation
import Postgres
import TestSupport

@testable import Auditor

/// What tests of incidents that people close have besides.
extension IncidentBench {
    static let olga = "d1000000000000000000000000000005"

    var orders: OrderStore { OrderStore(database: database) }

    /// Another process that looks at incidents.
    func watch() throws -> IncidentRetryWatch {
        IncidentRetryWatch(
            settler: try settler(), watched: IncidentWatchStore(database: database),
            history: IncidentHistory(database: GroupCommit(database: database)),
            runs: RunRecords(database: database), orders: orders,
            turns: TurnTaking(leases: TicketLeases(database: database, table: "incident_turns")),
            logger: TestBroker.quiet)
    }

    /// Every incident that is watched is looked at once, as if the time had come.
    func look(_ watch: IncidentRetryWatch? = nil) async throws {
        try await database.query(
            "UPDATE audit.incidents SET next_look_at = clock_timestamp() WHERE next_look_at IS NOT NULL")
        _ = try await (watch ?? self.watch()).look()
    }

    func isWatched() async throws -> Bool {
        try await database.query(
            "SELECT EXISTS (SELECT 1 FROM audit.incidents WHERE next_look_at IS NOT NULL) AS answer"
        ).first?.decode("answer") ?? false
    }

    /// Puts events on record, and nothing else.
    func record(_ events: Event...) async throws {
        let trail = AuditTrail(database: GroupCommit(database: database))
        for event in events {
            try await trail.record(event, body: try EventCoding.encode(event), at: event.at)
        }
    }

    /// A person does that to the latest incident.
    func person(sets state: String, notes: String = "the group takes people again") throws {
        guard let incident = instance.incidents.last else { throw NeverHappened(what: "an incident") }
        try instance.change(
            incident,
            state == "2"
                ? ["state": state]
                : ["state": state, "close_code": "Solved", "close_notes": notes, "resolved_by": Self.olga])
    }
}
