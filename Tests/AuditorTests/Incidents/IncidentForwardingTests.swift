import Domain
import Fleet
import Foundation
import Postgres
import ServiceNow
import TestSupport
import Testing

@testable import Auditor

@Suite("What may put a failure right", .timeLimit(.minutes(2)))
struct IncidentForwardingTests {
    private let events: IncidentEvents

    init() throws { events = try IncidentEvents() }

    /// Records an event as the stage does, and says what it sends to the stage of incidents.
    private static func forwarded(
        _ event: Event, _ bench: IncidentBench, opensIncidents: Bool = true
    ) async throws -> Bool {
        let handler = RecordHandler(
            trail: AuditTrail(database: GroupCommit(database: bench.database)),
            incidentStates: opensIncidents ? StateValues() : nil,
            now: { Samples.at })
        let context = HandlingContext(
            attempt: 1, trace: Samples.trace, body: try EventCoding.encode(event), logger: TestBroker.quiet)
        switch try await handler.handle(event, context: context) {
        case .done([]): return false
        case .done([Emission(event.fact, to: .stage(.incident, after: .zero))]): return true
        case let outcome:
            Issue.record("\(outcome)")
            return false
        }
    }

    @Test("is sent to the stage of incidents while something of the request has failed, and else goes no further")
    func once() async throws {
        let (reverted, landed) = (events.reverted(), events.landed(start: 2, after: 60))
        try await IncidentBench.with { [events] bench in
            let early = events.updated(.provisioning, of: reverted)
            #expect(try await Self.forwarded(early, bench) == false)
            _ = try await bench.open(reverted)
            #expect(try await Self.forwarded(landed, bench, opensIncidents: false) == false)
            // Also when it is on record already, and when it comes once more.
            for _ in 0..<2 { #expect(try await Self.forwarded(landed, bench)) }
            #expect(try await Self.forwarded(events.approved(), bench) == false)
            #expect(try await bench.facts(of: landed) == [.incidentResolved])
            #expect(try await Self.forwarded(events.fulfilled(of: landed, after: 61), bench) == false)
            #expect(try await Self.forwarded(landed, bench))
        }
    }

    @Test("is sent there, too, while a later failure is about to be told on an incident that was resolved")
    func later() async throws {
        let (reverted, landed) = (events.reverted(), events.landed(start: 2, after: 60))
        try await IncidentBench.with { [events] bench in
            _ = try await bench.open(reverted)
            #expect(try await bench.facts(of: landed) == [.incidentResolved])
            let stuck = events.stuck(start: 3, after: 120)
            let trouble = try #require(IncidentTrouble(stuck))
            // As far as it comes before it calls ServiceNow.
            try await bench.database.pipeline(IncidentStore.keepingInMind(trouble.key, StateValues(), at: Samples.at))
            #expect(try await Self.forwarded(events.landed(start: 4, after: 180), bench))
        }
    }

    @Test("is asked for after the trail's end was locked: a failure that is being added at the moment is seen")
    func lock() async throws {
        let (reverted, landed) = (events.reverted(), events.landed(start: 2, after: 60))
        let trouble = try #require(IncidentTrouble(reverted))
        let body = try EventCoding.encode(reverted)
        try await IncidentBench.with { bench in
            let forwarding = try await bench.database.transaction { transaction in
                try await transaction.pipeline(
                    [AuditTrail.addition(of: reverted, body: body, at: Samples.at)]
                        + IncidentStore.keepingInMind(trouble.key, StateValues(), at: Samples.at))
                let forwarding = Task { try await Self.forwarded(landed, bench) }
                try await waitUntil("the landing waits") {
                    try await bench.database.query("SELECT count(*) AS n FROM pg_locks WHERE NOT granted").first?
                        .decode("n", as: Int64.self) ?? 0 > 0
                }
                return forwarding
            }
            #expect(try await forwarding.value)
        }
    }

    @Test("finds its way there whoever comes first, so that no incident is left open")
    func race() async throws {
        let plans = try (1...24).map { number in
            try Samples.plan(
                ritm: #require(RITMNumber("RITM00300\(number + 10)")), groups: [Samples.group, Samples.otherGroup])
        }
        try await IncidentBench.with { bench in
            let desk = try bench.desk()
            @Sendable func handle(_ event: Event) async throws {
                while case .later = try await bench.handle(event, by: desk) { await Task.yield() }
            }
            try await withThrowingDiscardingTaskGroup { group in
                for plan in plans {
                    let (failed, landed) = Self.endings(of: plan)
                    group.addTask { try await handle(failed) }
                    group.addTask { if try await Self.forwarded(landed, bench) { try await handle(landed) } }
                }
            }
            #expect(bench.instance.incidents.filter { $0["state"] != "6" }.count == 0)
        }
    }

    private static func endings(of plan: Plan) -> (failed: Event, landed: Event) {
        func ended(_ states: [OperationState], start: Int) -> RunEnded {
            let ended = Samples.ended(plan, states: states)
            return RunEnded(
                plan: plan, approval: ended.approval, outcomes: ended.outcomes, endedAt: Samples.at, start: start)
        }
        return (
            Samples.event(.runReverted(ended([.reverted, .refused], start: 1))),
            Samples.event(.runLanded(ended([.verified, .verified], start: 2)))
        )
    }
}
