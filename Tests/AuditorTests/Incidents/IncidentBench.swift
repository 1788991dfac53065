import Domain
import Fleet
import Foundation
import Postgres
import ServiceNow
import TestSupport
import Testing

@testable import Auditor

/// A database and a simulated instance, and processes between them that open incidents.
struct IncidentBench: Sendable {
    let instance: SimulatedInstance
    let database: PostgresClient

    static func with(_ body: @escaping @Sendable (IncidentBench) async throws -> Void) async throws {
        try await TestDatabase.with("audit", AuditSchema.migrations) { database in
            try await SimulatedInstance.with { try await body(IncidentBench(instance: $0, database: database)) }
        }
    }

    /// Another process.
    func desk() throws -> IncidentDesk {
        let group = GroupCommit(database: database)
        let settings = IncidentSettings(group: try #require(SysID(SimulatedInstance.group)))
        return IncidentDesk(
            settler: IncidentSettler(
                serviceNow: instance.client, store: IncidentStore(database: group), settings: settings,
                lateness: .seconds(65), now: { Samples.at }),
            history: IncidentHistory(database: group), trail: AuditTrail(database: group),
            turns: TurnTaking(leases: TicketLeases(database: database, table: "incident_turns")),
            links: RunLinks(base: "https://landfall.example"), ticketPage: { "https://instance.example/\($0.sysID)" },
            now: { Samples.at })
    }

    @discardableResult
    func handle(_ event: Event, by desk: IncidentDesk? = nil) async throws -> StageOutcome {
        let desk = try desk ?? self.desk()
        return try await desk.handle(event, body: try EventCoding.encode(event), trace: Samples.trace)
    }

    /// The facts that are stated for an event.
    func facts(of event: Event) async throws -> [EventType] {
        guard case .done(let emissions) = try await handle(event) else {
            throw NeverHappened(what: "the end of \(event.type.rawValue)")
        }
        return emissions.map(\.fact.type)
    }

    func reason(of event: Event) async throws -> Reason? {
        do {
            try await handle(event)
            return nil
        } catch let failure as Failure {
            return failure.reason
        }
    }

    /// As if calls without an outcome had been waited for long enough.
    func waitForLateCalls(of ritm: RITMNumber = Samples.ritm) async throws {
        try await database.query(
            """
            UPDATE audit.incident_writes SET unclear_at = clock_timestamp() - interval '65 seconds'
            WHERE correlation_id IN (SELECT correlation_id FROM audit.incidents WHERE ritm = \(ritm.description))
            """)
    }

    /// Puts on record that an incident is open for what failed.
    func open(_ event: Event) async throws -> SimulatedInstance.Record {
        #expect(try await facts(of: event) == [.incidentOpened])
        return try #require(instance.incidents.last)
    }
}
