import Domain
import Fleet
import Foundation
import Postgres
import SimulatorKit
import TestSupport
import Testing

@testable import Auditor

@Suite("Keeping an incident up to date", .timeLimit(.minutes(2)))
struct IncidentUpdateTests {
    private let events: IncidentEvents

    init() throws { events = try IncidentEvents() }

    @Test("A later failure of the run is a note on the same incident, once")
    func updated() async throws {
        let (first, second) = (events.reverted(), events.stuck(start: 2, after: 60))
        try await IncidentBench.with { bench in
            _ = try await bench.open(first)
            for _ in 0..<2 { #expect(try await bench.facts(of: second) == [.incidentUpdated]) }
            let incident = try #require(bench.instance.incidents.first)
            #expect(bench.instance.incidents.count == 1)
            #expect(incident.notes.count == 1)
            #expect(incident.notes[0].hasPrefix("Stuck:"))
            #expect(incident.notes[0].hasSuffix(IncidentText.marker(of: second)))
        }
    }

    @Test("A note whose answer was lost is looked for, and not written again", arguments: ["after", "before"])
    func lostReply(close: String) async throws {
        let (first, second) = (events.reverted(), events.stuck(start: 2, after: 60))
        try await IncidentBench.with { bench in
            _ = try await bench.open(first)
            // So that the journal isn't empty, which would read as one that may not be read.
            try bench.instance.change(bench.instance.incidents[0], ["work_notes": "looking into it"])
            try bench.instance.misbehave("PATCH", ["close": .string(close)])
            #expect(try await bench.reason(of: second) == .serviceNowReplyLost)
            if close == "before" {
                guard case .later = try await bench.handle(second) else {
                    Issue.record("it didn't wait for a call that may still come")
                    return
                }
                #expect(bench.instance.calls("PATCH") == 1)
                try await bench.waitForLateCalls()
            }
            #expect(try await bench.facts(of: second) == [.incidentUpdated])
            #expect(bench.instance.incidents[0].notes.count == 2)
        }
    }

    @Test("A journal that can't be read is unknown, not empty: what may have arrived isn't written again")
    func unreadableJournal() async throws {
        let (first, second) = (events.reverted(), events.stuck(start: 2, after: 60))
        try await IncidentBench.with { bench in
            _ = try await bench.open(first)
            try bench.instance.rules([
                "acl": [["table": "incident", "operation": "read", "fields": ["work_notes"]]]
            ])
            // It arrives, and so does somebody else's change: the count tells nothing.
            try bench.instance.misbehave("PATCH", ["close": "after"])
            #expect(try await bench.reason(of: second) == .serviceNowReplyLost)
            try bench.instance.change(bench.instance.incidents[0], ["urgency": "1"])
            try await bench.waitForLateCalls()
            #expect(try await bench.reason(of: second) == .serviceNowReplyLost)
            #expect(bench.instance.incidents[0].notes.count == 1)
            // Once it can be read, it is found.
            try bench.instance.rules([:])
            #expect(try await bench.facts(of: second) == [.incidentUpdated])
            #expect(bench.instance.incidents[0].notes.count == 1)
        }
    }

    @Test("A note that a rule drops without a word is noticed")
    func dropped() async throws {
        let (first, second) = (events.reverted(), events.stuck(start: 2, after: 60))
        try await IncidentBench.with { bench in
            _ = try await bench.open(first)
            try bench.instance.change(bench.instance.incidents[0], ["work_notes": "looking into it"])
            try bench.instance.rules([
                "acl": [["table": "incident", "operation": "write", "fields": ["work_notes"]]]
            ])
            #expect(try await bench.reason(of: second) == .serviceNowNotApplied)
        }
    }

    @Test("One that somebody has resolved is opened again by a later failure")
    func reopened() async throws {
        let (first, second) = (events.reverted(), events.stuck(start: 2, after: 60))
        try await IncidentBench.with { bench in
            try bench.instance.change(
                try await bench.open(first), ["state": "6", "close_code": "Solved", "close_notes": "fixed"])
            #expect(try await bench.facts(of: second) == [.incidentUpdated])
            #expect(bench.instance.incidents.map { $0["state"] } == ["2"])
        }
    }

    @Test(
        "One that was closed for good, or is gone, gets a successor with a correlation id of its own",
        arguments: ["7", "8", "gone"])
    func closed(state: String) async throws {
        let (first, second) = (events.reverted(), events.stuck(start: 2, after: 60))
        let landed = events.landed(start: 3, after: 120)
        try await IncidentBench.with { [events] bench in
            let incident = try await bench.open(first)
            if state == "gone" {
                try bench.instance.delete(incident)
            } else {
                try bench.instance.change(
                    incident, ["state": state, "close_code": "Solved", "close_notes": "fixed"])
            }
            for _ in 0..<2 { #expect(try await bench.facts(of: second) == [.incidentOpened]) }
            #expect(bench.instance.incidents.count == (state == "gone" ? 1 : 2))
            let successor = try #require(bench.instance.incidents.last)
            #expect(successor["correlation_id"] == "landfall:RITM0010001:\(events.run):2")
            #expect(try await bench.facts(of: landed) == [.incidentResolved])
            #expect(bench.instance.incidents.last?["state"] == "6")
        }
    }

    @Test("A call that is refused for good is said, and repeated only by whoever replays the message")
    func refused() async throws {
        let (first, second) = (events.reverted(), events.stuck(start: 2, after: 60))
        try await IncidentBench.with { bench in
            _ = try await bench.open(first)
            try bench.instance.rules(["acl": [["table": "incident", "operation": "write"]]])
            #expect(try await bench.reason(of: second) == .serviceNowForbidden)
            try bench.instance.rules([:])
            #expect(try await bench.facts(of: second) == [.incidentUpdated])
        }
    }
}

@Suite("Resolving an incident", .timeLimit(.minutes(2)))
struct IncidentResolutionTests {
    private let events: IncidentEvents

    init() throws { events = try IncidentEvents() }

    @Test("A run that lands resolves it, with code and notes in the one call, once")
    func landed() async throws {
        let (reverted, landed) = (events.reverted(), events.landed(start: 2, after: 60))
        try await IncidentBench.with { bench in
            _ = try await bench.open(reverted)
            for _ in 0..<2 { #expect(try await bench.facts(of: landed) == [.incidentResolved]) }
            let incident = try #require(bench.instance.incidents.first)
            #expect(incident["state"] == "6")
            #expect(incident["close_code"] == "Solution provided")
            #expect(incident["close_notes"].hasPrefix("Fulfilled:"))
            #expect(incident.notes.count == 1)
            #expect(bench.instance.calls("PATCH") == 1)
            // The failure comes once more: it is told and over.
            #expect(try await bench.facts(of: reverted) == [.incidentOpened])
            #expect(bench.instance.writes.count == 2)
        }
    }

    @Test("A failure that arrives after the landing that put it right opens nothing")
    func late() async throws {
        let (reverted, landed) = (events.reverted(), events.landed(start: 2, after: 60))
        try await IncidentBench.with { (bench: IncidentBench) async throws in
            #expect(try await bench.facts(of: landed) == [])
            #expect(try await bench.facts(of: reverted) == [])
            #expect(try await bench.facts(of: landed) == [])
            #expect(bench.instance.calls("POST") == 0)
        }
    }

    @Test("A failure that comes after the landing opens it again")
    func again() async throws {
        let (reverted, landed) = (events.reverted(), events.landed(start: 2, after: 60))
        let stuck = events.stuck(start: 3, after: 120)
        try await IncidentBench.with { bench in
            _ = try await bench.open(reverted)
            #expect(try await bench.facts(of: landed) == [.incidentResolved])
            #expect(try await bench.facts(of: stuck) == [.incidentUpdated])
            #expect(bench.instance.incidents.map { $0["state"] } == ["2"])
            // The landing comes once more.
            #expect(try await bench.facts(of: landed) == [.incidentResolved])
            #expect(bench.instance.incidents.map { $0["state"] } == ["2"])
        }
    }

    @Test("What a person had taken back opens none, and resolves the one that there is")
    func takenBack() async throws {
        let (stuck, takenBack) = (events.stuck(), events.takenBack(after: 60))
        try await IncidentBench.with { bench in
            _ = try await bench.open(stuck)
            #expect(try await bench.facts(of: takenBack) == [.incidentResolved])
            #expect(bench.instance.incidents[0]["close_notes"].contains("Asked for by Olga Orlova"))
        }
        try await IncidentBench.with { (bench: IncidentBench) async throws in
            #expect(try await bench.facts(of: takenBack) == [])
            #expect(bench.instance.calls("POST") == 0)
        }
    }

    @Test("One that somebody has resolved stays as they left it")
    func byHand() async throws {
        let (reverted, landed) = (events.reverted(), events.landed(start: 2, after: 60))
        try await IncidentBench.with { bench in
            let incident = try await bench.open(reverted)
            try bench.instance.change(
                incident, ["state": "6", "close_code": "Solved", "close_notes": "by hand"])
            #expect(try await bench.facts(of: landed) == [])
            #expect(bench.instance.incidents[0]["close_notes"] == "by hand")
            #expect(bench.instance.calls("PATCH") == 0)
        }
    }

    @Test("A ticket that couldn't be told of a landing is an incident until it is")
    func ticket() async throws {
        let landed = events.landed()
        let (notApplied, dead) = (
            events.notApplied(of: landed, after: 1), events.dead("settle", of: landed.fact, after: 1)
        )
        let fulfilled = events.fulfilled(of: landed, after: 60)
        try await IncidentBench.with { bench in
            #expect(try await bench.facts(of: landed) == [])
            _ = try await bench.open(notApplied)
            #expect(try await bench.facts(of: dead) == [.incidentUpdated])
            #expect(try await bench.facts(of: landed) == [])
            #expect(bench.instance.incidents.map { $0["state"] } == ["1"])
            #expect(try await bench.facts(of: fulfilled) == [.incidentResolved])
            #expect(bench.instance.incidents.map { $0["state"] } == ["6"])
        }
    }

    @Test("A resolution whose answer was lost is found by its state, though the journal can't be read")
    func lostReply() async throws {
        let (reverted, landed) = (events.reverted(), events.landed(start: 2, after: 60))
        try await IncidentBench.with { bench in
            _ = try await bench.open(reverted)
            try bench.instance.rules([
                "acl": [["table": "incident", "operation": "read", "fields": ["work_notes"]]]
            ])
            try bench.instance.misbehave("PATCH", ["close": "after"])
            #expect(try await bench.reason(of: landed) == .serviceNowReplyLost)
            #expect(try await bench.facts(of: landed) == [.incidentResolved])
            #expect(bench.instance.calls("PATCH") == 1)
            #expect(bench.instance.incidents[0].notes.count == 1)
        }
    }

    @Test("An incident whose opening had no answer is resolved, too, when the run lands before it is looked for")
    func openedUnseen() async throws {
        let (reverted, landed) = (events.reverted(), events.landed(start: 2, after: 60))
        try await IncidentBench.with { bench in
            try bench.instance.misbehave("POST", ["close": "after"])
            #expect(try await bench.reason(of: reverted) == .serviceNowReplyLost)
            #expect(try await bench.facts(of: landed) == [.incidentResolved])
            #expect(bench.instance.incidents.map { $0["state"] } == ["6"])
            // It is known which call had made it.
            #expect(try await bench.facts(of: reverted) == [.incidentOpened])
            #expect(bench.instance.writes.count == 2)
        }
    }

    @Test("While an opening without an answer may still come, a landing waits for it")
    func openedLate() async throws {
        let (reverted, landed) = (events.reverted(), events.landed(start: 2, after: 60))
        try await IncidentBench.with { bench in
            try bench.instance.misbehave("POST", ["close": "before"])
            #expect(try await bench.reason(of: reverted) == .serviceNowReplyLost)
            guard case .later = try await bench.handle(landed) else {
                Issue.record("it didn't wait")
                return
            }
            try await bench.waitForLateCalls()
            #expect(try await bench.facts(of: landed) == [])
            #expect(try await bench.facts(of: reverted) == [])
            #expect(bench.instance.incidents.isEmpty)
        }
    }

    @Test("A note without an answer that would open it again is waited for, before it is resolved")
    func reopenedLate() async throws {
        let (reverted, landed) = (events.reverted(), events.landed(start: 2, after: 60))
        let (stuck, again) = (events.stuck(start: 3, after: 120), events.landed(start: 4, after: 180))
        try await IncidentBench.with { bench in
            _ = try await bench.open(reverted)
            #expect(try await bench.facts(of: landed) == [.incidentResolved])
            try bench.instance.misbehave("PATCH", ["close": "before"])
            #expect(try await bench.reason(of: stuck) == .serviceNowReplyLost)
            guard case .later = try await bench.handle(again) else {
                Issue.record("it didn't wait")
                return
            }
            // It comes late.
            try bench.instance.change(bench.instance.incidents[0], ["state": "2"])
            try await bench.waitForLateCalls()
            #expect(try await bench.facts(of: again) == [.incidentResolved])
            #expect(bench.instance.incidents.map { $0["state"] } == ["6"])
        }
    }

    @Test("An instance that refuses the resolution is not taken for one that took it")
    func refused() async throws {
        let (reverted, landed) = (events.reverted(), events.landed(start: 2, after: 60))
        try await IncidentBench.with { bench in
            _ = try await bench.open(reverted)
            // The field is dropped without a word, so the data policy refuses what is left.
            try bench.instance.rules([
                "acl": [["table": "incident", "operation": "write", "fields": ["close_code"]]]
            ])
            #expect(try await bench.reason(of: landed) == .serviceNowForbidden)
            #expect(bench.instance.incidents.map { $0["state"] } == ["1"])
            try bench.instance.rules(["acl": [["table": "incident", "operation": "write", "fields": ["state"]]]])
            #expect(try await bench.reason(of: landed) == .serviceNowNotApplied)
        }
    }

    @Test("Whichever of a failure and a landing is handled first, or at the same moment, no incident is left open")
    func race() async throws {
        let (reverted, landed) = (events.reverted(), events.landed(start: 2, after: 60))
        try await IncidentBench.with { bench in
            let desks = try [bench.desk(), bench.desk()]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (desk, event) in [(0, reverted), (1, landed)] {
                    group.addTask {
                        while case .later = try await bench.handle(event, by: desks[desk]) { await Task.yield() }
                    }
                }
                try await group.waitForAll()
            }
            #expect(bench.instance.incidents.allSatisfy { $0["state"] == "6" })
        }
    }
}
