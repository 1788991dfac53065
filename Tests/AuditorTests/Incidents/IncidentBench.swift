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
    var closedMeansRetry = false

    /// - Parameter closedMeansRetry: whether closing an incident asks for a retry.
    static func with(
        closedMeansRetry: Bool = false, _ body: @escaping @Sendable (IncidentBench) async throws -> Void
    ) async throws {
        try await TestDatabase.with("audit", AuditSchema.migrations) { database in
            try await SimulatedInstance.with {
                try await body(
                    IncidentBench(instance: $0, database: database, closedMeansRetry: closedMeansRetry))
            }
        }
    }

    func settler() throws -> IncidentSettler {
        var settings = IncidentSettings(group: try #require(SysID(SimulatedInstance.group)))
        settings.closedMeansRetry = closedMeansRetry
        return IncidentSettler(
            serviceNow: instance.client, store: IncidentStore(database: GroupCommit(database: database)),
            settings: settings, lateness: .seconds(65), now: { Samples.at })
    }

    /// Another process.
    func desk() throws -> IncidentDesk {
        let group = GroupCommit(database: database)
        return IncidentDesk(
            settler: try settler(),
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
