import Domain
import Fleet
import Foundation
import Postgres
import ServiceNow
import SimulatorKit
import TestSupport
import Testing

@testable import Auditor

@Suite("Opening an incident", .timeLimit(.minutes(2)))
struct IncidentOpeningTests {
    private let events: IncidentEvents

    init() throws { events = try IncidentEvents() }

    @Test("One for what failed, to the configured group, with the whole context; the same event again states the same")
    func opened() async throws {
        let event = events.reverted()
        try await IncidentBench.with { [events] bench in
            let first = try await bench.handle(event)
            let again = try await bench.handle(event)
            #expect(first == again)
            guard case .done(let emissions) = first, case .incidentOpened(let told) = emissions.first?.fact else {
                Issue.record("\(first)")
                return
            }
            let incident = try #require(bench.instance.incidents.first)
            #expect(bench.instance.incidents.count == 1)
            #expect(bench.instance.writes.count == 1)
            #expect(told.number == incident["number"])
            #expect(told.sysID.description == incident["sys_id"])
            #expect(told.cause == event.id.uuidString.lowercased())
            #expect(told.run == events.run)
            #expect(incident["correlation_id"] == "landfall:RITM0010001:\(events.run)")
            #expect(incident["assignment_group"] == SimulatedInstance.group)
            #expect(incident["priority"] == "3")
            #expect(incident["short_description"].hasPrefix("RITM0010001: Access not granted"))
            #expect(incident["description"].contains("Approved by: Bo Berg"))
            #expect(incident["description"].hasSuffix(told.cause + "]"))
        }
    }

    @Test("A dead letter of a request that has no run yet is told under the request")
    func early() async throws {
        let dead = events.dead(
            "validate", .serviceNowRecordGone, of: .requestReceived(RequestReceived(ticket: Samples.ticket)))
        try await IncidentBench.with { (bench: IncidentBench) async throws in
            #expect(try await bench.open(dead)["correlation_id"] == "landfall:RITM0010001")
        }
    }

    @Test(
        "A call that was carried out without a good answer is found, not made again",
        arguments: [
            ["close": "after"], ["status": 500, "after_effect": true],
            ["status": 200, "after_effect": true, "headers": ["Content-Type": "text/html"], "body": "<html></html>"],
            [
                "status": 201, "after_effect": true, "headers": ["Content-Type": "application/json"],
                "body": "{\"result\":{\"sys_id\":\"1c",
            ],
            [
                "status": 200, "after_effect": true, "headers": ["Content-Type": "application/json"],
                "body":
                    "{\"result\":[{\"sys_id\":\"\",\"error\":{\"message\":\"Transaction cancelled\"},\"status\":\"failure\"}",
            ], ["status": 503, "after_effect": true],
        ] as [JSONValue])
    func lostReply(act: JSONValue) async throws {
        let event = events.reverted()
        try await IncidentBench.with { bench in
            try bench.instance.misbehave("POST", act)
            #expect(try await bench.reason(of: event) != nil)
            #expect(bench.instance.incidents.count == 1)
            // By another process, which knows nothing but the record.
            #expect(try await bench.facts(of: event) == [.incidentOpened])
            #expect(bench.instance.incidents.count == 1)
            #expect(bench.instance.calls("POST") == 1)
        }
    }

    @Test(
        "A call whose answer was lost, and that isn't there, may still come: only then is it made again",
        arguments: [["close": "before"], ["status": 500], ["status": 503], ["status": 200]] as [JSONValue])
    func mayStillCome(act: JSONValue) async throws {
        let event = events.reverted()
        try await IncidentBench.with { bench in
            try bench.instance.misbehave("POST", act)
            #expect(try await bench.reason(of: event) != nil)
            for _ in 0..<2 {
                guard case .later(let wait, []) = try await bench.handle(event) else {
                    Issue.record("it didn't wait")
                    return
                }
                #expect(wait > .seconds(50) && wait <= .seconds(65))
            }
            #expect(bench.instance.calls("POST") == 1)
            try await bench.waitForLateCalls()
            #expect(try await bench.facts(of: event) == [.incidentOpened])
            #expect(bench.instance.incidents.count == 1)
        }
    }

    @Test(
        "A call that was turned away is made again at once",
        arguments: [
            ["status": 202], ["status": 429], ["status": 429, "headers": ["Retry-After": "7"]], ["status": 403],
        ] as [JSONValue])
    func turnedAway(act: JSONValue) async throws {
        let event = events.reverted()
        try await IncidentBench.with { bench in
            try bench.instance.misbehave("POST", act)
            #expect(try await bench.reason(of: event) != nil)
            #expect(try await bench.facts(of: event) == [.incidentOpened])
            #expect(bench.instance.incidents.count == 1)
        }
    }

    @Test("A token that is refused for a moment opens one, too")
    func transient401() async throws {
        let event = events.reverted()
        try await IncidentBench.with { bench in
            try bench.instance.misbehave("POST", ["status": 401])
            #expect(try await bench.facts(of: event) == [.incidentOpened])
            #expect(bench.instance.incidents.count == 1)
        }
    }

    @Test("A process that dies between the call and the record of it leaves one incident, and it is told")
    func killed() async throws {
        let event = events.reverted()
        try await IncidentBench.with { bench in
            _ = try await bench.open(event)
            try await bench.database.query(
                "UPDATE audit.incidents SET sys_id = NULL, number = NULL, state = NULL, opened_at = NULL")
            try await bench.database.query("UPDATE audit.incident_writes SET settled_at = NULL")
            #expect(try await bench.facts(of: event) == [.incidentOpened])
            #expect(bench.instance.writes.count == 1)
        }
    }

    @Test("Two processes with two failures of a run open one incident, and tell of both on it")
    func twoProcesses() async throws {
        let (first, second) = (events.reverted(), events.dead(after: 1))
        try await IncidentBench.with { bench in
            let desks = try [bench.desk(), bench.desk()]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (desk, event) in [(0, first), (1, first), (0, second), (1, second)] {
                    group.addTask {
                        // Who doesn't have the turn comes back.
                        while case .later = try await bench.handle(event, by: desks[desk]) { await Task.yield() }
                    }
                }
                try await group.waitForAll()
            }
            #expect(bench.instance.incidents.count == 1)
            let incident = try #require(bench.instance.incidents.first)
            for event in [first, second] {
                let marker = IncidentText.marker(of: event)
                let places = [incident["description"]] + incident.notes
                #expect(places.count { $0.contains(marker) } == 1)
            }
        }
    }

    @Test("Of two that were opened at the same moment the one with the lower number stays, and the other says so")
    func doubled() async throws {
        let event = events.reverted()
        try await IncidentBench.with { [events] bench in
            for _ in 0..<2 {
                try bench.instance.make([
                    "correlation_id": "landfall:RITM0010001:\(events.run)", "short_description": "x",
                    "assignment_group": SimulatedInstance.group,
                ])
            }
            #expect(try await bench.facts(of: event) == [.incidentUpdated])
            let incidents = bench.instance.incidents
            #expect(incidents.map { $0["state"] } == ["1", "6"])
            #expect(incidents[1].notes.first?.contains("\(incidents[0]["number"]) is the one") == true)
            #expect(incidents[0].notes.count == 1)
            #expect(try await bench.facts(of: event) == [.incidentUpdated])
            #expect(bench.instance.writes.count == 4)
        }
    }

    @Test("What was dropped without a word when it was made is written once more, the context as a note")
    func blank() async throws {
        let event = events.reverted()
        try await IncidentBench.with { bench in
            try bench.instance.rules([
                "acl": [
                    [
                        "table": "incident", "operation": "create",
                        "fields": ["correlation_id", "description", "assignment_group"],
                    ]
                ]
            ])
            #expect(try await bench.facts(of: event) == [.incidentUpdated])
            let incident = try #require(bench.instance.incidents.first)
            #expect(incident["correlation_id"].hasPrefix("landfall:RITM0010001:"))
            #expect(incident["assignment_group"] == SimulatedInstance.group)
            #expect(incident.notes.first?.contains("Reverted:") == true)
            #expect(bench.instance.incidents.count == 1)
        }
    }

    @Test("What can't be written at all is said, and doesn't open another one each time")
    func notApplied() async throws {
        let event = events.reverted()
        try await IncidentBench.with { bench in
            try bench.instance.rules([
                "acl": [
                    ["table": "incident", "operation": "create", "fields": ["assignment_group"]],
                    ["table": "incident", "operation": "write", "fields": ["assignment_group"]],
                ]
            ])
            for _ in 0..<2 { #expect(try await bench.reason(of: event) == .serviceNowNotApplied) }
            #expect(bench.instance.incidents.count == 1)
        }
    }

    @Test("Incidents that may not be read are not taken for none")
    func hidden() async throws {
        let event = events.reverted()
        try await IncidentBench.with { [events] bench in
            try bench.instance.make(["correlation_id": "landfall:RITM0010001:\(events.run)"])
            try bench.instance.rules(["acl": [["table": "incident", "operation": "read"]]])
            #expect(try await bench.reason(of: event) == .serviceNowForbidden)
            try bench.instance.rules([
                "acl": [["table": "incident", "operation": "read", "fields": ["correlation_id"]]]
            ])
            #expect(try await bench.reason(of: event) == .serviceNowIncidentUnreadable)
            #expect(bench.instance.incidents.count == 1)
            #expect(bench.instance.calls("POST") == 0)
        }
    }

    @Test(
        "An instance that doesn't know the column ignores that part of the query: somebody else's incident is left alone"
    )
    func queryIgnored() async throws {
        let event = events.reverted()
        try await IncidentBench.with { bench in
            bench.instance.forget(column: "correlation_id")
            try bench.instance.make(["short_description": "The coffee machine is broken"])
            for _ in 0..<2 { #expect(try await bench.reason(of: event) == .serviceNowIncidentUnreadable) }
            #expect(bench.instance.incidents.count == 1)
            #expect(bench.instance.incidents.first?["short_description"] == "The coffee machine is broken")
            #expect(bench.instance.calls("POST") + bench.instance.calls("PATCH") == 0)
        }
    }

    @Test("Without a group nothing is opened")
    func notConfigured() async throws {
        let event = events.reverted()
        let handler = IncidentHandler(desk: nil)
        let context = HandlingContext(attempt: 1, trace: Samples.trace, body: [], logger: LogCapture().logger)
        #expect(try await handler.handle(event, context: context) == .done())
    }

    @Test("Nothing is written by who has lost the request's turn, or never had it")
    func lostTurn() async throws {
        let reverted = try IncidentEvents().reverted()
        try await IncidentBench.with { bench in
            let key = try #require(IncidentTrouble(reverted)).key
            try await bench.database.pipeline(IncidentStore.keepingInMind(key, StateValues(), at: Samples.at))
            let store = try bench.settler().store
            let row = try #require(try await store.incidents(of: key.ritm).first)
            let leases = TicketLeases(database: bench.database, table: "incident_turns")
            let (slow, quick) = (UUID(), UUID())
            func intends(_ holder: UUID?) async throws -> Bool {
                let store = holder.map { store.held(by: $0) } ?? store
                do {
                    try await store.intend(
                        .opened, telling: reverted.id, on: row, modificationCount: nil, at: Samples.at)
                    return true
                } catch let failure as Failure where failure.reason == .serviceInterrupted {
                    return false
                }
            }
            #expect(try await leases.take(key.ritm, for: slow) != nil)
            for holder in [nil, quick] { #expect(try await intends(holder) == false) }
            try await bench.database.query(
                "UPDATE audit.incident_turns SET until = clock_timestamp() - interval '1 second'")
            #expect(try await intends(slow) == false)
            #expect(try await leases.take(key.ritm, for: quick) != nil)
            #expect(try await intends(slow) == false)
            #expect(try await intends(quick))
        }
    }
}
