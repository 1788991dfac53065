import Domain
import Fleet
import Foundation
import Postgres
import SimulatorKit
import TestSupport
import Testing

@testable import Auditor

@Suite("Where closing an incident means Retry", .timeLimit(.minutes(2)))
struct IncidentRetryTests {
    private let events: IncidentEvents

    init() throws { events = try IncidentEvents() }

    /// An incident is open for the first start of the run.
    private func failed(_ body: @escaping @Sendable (IncidentBench) async throws -> Void) async throws {
        try await IncidentBench.with(closedMeansRetry: true) { [events] bench in
            try await bench.record(events.approved())
            _ = try await bench.open(events.reverted())
            try await body(bench)
        }
    }

    private func starts(_ bench: IncidentBench) async throws -> [Int] {
        try await bench.orders.orders(of: events.run).map(\.start)
    }

    private func started(_ start: Int, after seconds: Double) -> Event {
        let retry = RunRetry(start: start, askedBy: "Olga", askedAt: Samples.at)
        return events.event(
            .runStarted(RunStarted(plan: events.plan, approval: Samples.approval(of: events.plan), retry: retry)),
            after: seconds)
    }

    @Test("who resolves or closes it asks for the next start, in their name, once", arguments: ["6", "7"])
    func ordered(state: String) async throws {
        try await failed { [events] bench in
            try await bench.look()
            #expect(try await starts(bench) == [])
            try bench.person(sets: state, notes: "the group\n takes people again")
            let watches = try [bench.watch(), bench.watch()]
            for _ in 0..<2 {
                try await withThrowingDiscardingTaskGroup { group in
                    for watch in watches { group.addTask { try await bench.look(watch) } }
                }
            }
            let orders = try await bench.orders.orders(of: events.run)
            #expect(orders.map(\.start) == [2])
            #expect(orders.first?.kind == .retry)
            #expect(orders.first?.standing == .ordered)
            #expect(orders.first?.askedBy.id == nil)
            #expect(orders.first?.askedBy.title == "Olga Orlova, by resolving INC0010001 in ServiceNow")
            #expect(orders.first?.reason == "INC0010001: the group takes people again")
            // Nothing is written for it.
            #expect(bench.instance.calls("PATCH") == 0)
            #expect(bench.instance.incidents.first?["description"].contains("asks for a Retry, too") == true)
        }
    }

    @Test("cancelling it asks for nothing")
    func cancelled() async throws {
        try await failed { bench in
            try bench.person(sets: "8")
            try await bench.look()
            #expect(try await starts(bench) == [])
            #expect(try await bench.isWatched() == false)
        }
    }

    @Test("opened and resolved again, it asks for one more only after the run has failed once more")
    func again() async throws {
        try await failed { [events] bench in
            try bench.person(sets: "6")
            try await bench.look()
            for state in ["2", "6"] {
                try bench.person(sets: state)
                try await bench.look()
            }
            #expect(try await starts(bench) == [2])
            try await bench.record(started(2, after: 10))
            try await bench.look()
            #expect(try await bench.isWatched() == false)
            #expect(try await bench.facts(of: events.stuck(start: 2, after: 60)) == [.incidentUpdated])
            #expect(bench.instance.incidents.map { $0["state"] } == ["2"])
            try await bench.look()
            try bench.person(sets: "6")
            try await bench.look()
            #expect(try await starts(bench) == [2, 3])
        }
    }

    @Test("a failure that it doesn't tell of yet was not meant: no run is retried for ever by itself")
    func untold() async throws {
        try await failed { [events] bench in
            try bench.person(sets: "6")
            try await bench.look()
            // The retry has failed, and the stage hasn't told it yet.
            try await bench.record(started(2, after: 10), events.stuck(start: 2, after: 60))
            for _ in 0..<2 { try await bench.look() }
            #expect(try await starts(bench) == [2])
        }
    }

    @Test("who dies after the intent is followed by who asks; after the order, nobody asks once more")
    func killed() async throws {
        try await failed { [events] bench in
            try bench.person(sets: "6")
            try await bench.database.query("UPDATE audit.incidents SET retry_start = 2")
            for _ in 0..<2 { try await bench.look() }
            #expect(try await starts(bench) == [2])
            try await bench.record(started(2, after: 10), events.landed(start: 2, after: 60))
            try await bench.look()
            #expect(try await starts(bench) == [2])
            #expect(try await bench.isWatched() == false)
            #expect(bench.instance.calls("PATCH") == 0)
        }
    }

    @Test(
        "a run that an operator has had retried meanwhile, and that landed, is not retried; the incident says so, once")
    func landed() async throws {
        try await failed { [events] bench in
            try await bench.record(started(2, after: 10), events.landed(start: 2, after: 60))
            try bench.person(sets: "6")
            // The note arrives, and its answer is lost.
            try bench.instance.misbehave("PATCH", ["close": "after"])
            for _ in 0..<3 { try await bench.look() }
            let incident = try #require(bench.instance.incidents.first)
            #expect(try await starts(bench) == [])
            #expect(incident["state"] == "6")
            #expect(incident.notes.count == 1)
            #expect(incident.notes[0].hasPrefix("Olga Orlova resolved this incident, which asks for a Retry."))
            #expect(incident.notes[0].contains("there is nothing to retry"))
            #expect(try await bench.isWatched() == false)
            // The landing, when it arrives, finds it as the person left it.
            #expect(try await bench.facts(of: events.landed(start: 2, after: 60)) == [])
        }
    }

    @Test("what the Executor refuses stands on the incident")
    func refused() async throws {
        try await failed { [events] bench in
            try bench.person(sets: "6")
            try await bench.look()
            let retry = RunRetry(start: 2, askedBy: "Olga", askedAt: Samples.at)
            try await bench.record(
                events.event(
                    .retryRefused(
                        RetryRefused(ticket: Samples.ticket, run: events.run, retry: retry, refusal: .superseded)),
                    after: 30))
            for _ in 0..<2 { try await bench.look() }
            #expect(bench.instance.incidents[0].notes.count == 1)
            #expect(bench.instance.incidents[0].notes[0].contains("A later request has changed"))
        }
    }

    @Test("what Landfall resolves asks for nothing, also when its answer was lost")
    func ownResolution() async throws {
        let landed = events.landed(start: 2, after: 60)
        try await failed { [events] bench in
            try await bench.record(started(2, after: 10))
            try bench.instance.misbehave("PATCH", ["close": "after"])
            #expect(try await bench.reason(of: landed) == .serviceNowReplyLost)
            #expect(bench.instance.incidents[0]["state"] == "6")
            try await bench.look()
            #expect(try await bench.isWatched())
            #expect(try await bench.facts(of: landed) == [.incidentResolved])
            #expect(try await bench.isWatched() == false)
            try await bench.look()
            #expect(try await starts(bench) == [])
            #expect(bench.instance.incidents[0].notes.count == 1)
            #expect(events.run == landed.run)
        }
    }

    @Test("one that was closed while nobody watched for a day asks for nothing, and says so")
    func stale() async throws {
        try await failed { bench in
            try bench.person(sets: "6")
            try await bench.database.query(
                "UPDATE audit.incidents SET seen_open_at = clock_timestamp() - interval '25 hours'")
            try await bench.look()
            #expect(try await starts(bench) == [])
            #expect(bench.instance.incidents[0].notes.first?.contains("while nobody was watching") == true)
            #expect(try await bench.isWatched() == false)
        }
    }

    @Test(
        "one that was told of before this was switched on is not watched, nor one of a message that nobody can handle")
    func others() async throws {
        try await IncidentBench.with { [events] bench in
            try await bench.record(events.approved())
            _ = try await bench.open(events.reverted())
            #expect(try await bench.isWatched() == false)
            #expect(bench.instance.incidents.first?["description"].contains("asks for a Retry, too") == false)
        }
        try await IncidentBench.with(closedMeansRetry: true) { [events] bench in
            try await bench.record(events.approved())
            _ = try await bench.open(events.dead())
            try bench.person(sets: "6")
            try await bench.look()
            #expect(try await starts(bench) == [])
            #expect(bench.instance.incidents[0].notes.isEmpty)
        }
    }

    @Test("a note that the instance refuses is not tried for ever")
    func noteRefused() async throws {
        try await failed { [events] bench in
            try await bench.record(started(2, after: 10), events.landed(start: 2, after: 60))
            try bench.person(sets: "6")
            try bench.instance.rules(["acl": [["table": "incident", "operation": "write"]]])
            for _ in 0..<3 { try await bench.look() }
            #expect(bench.instance.calls("PATCH") == 1)
            #expect(try await bench.isWatched() == false)
        }
    }
}
