import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Executor

/// One after the other: all tests of the executor at once would need more connections than the server of the tests has.
@Suite("What Landfall has settled is looked at again", .serialized)
struct DriftWatchTests {
    static let day = 86_400.0
    static let until = Samples.at + 30 * day
    private static let second = RITMNumber("RITM0010002")

    @Test("and where it was removed outside, that is stated: once, after as many agreeing reads as a change takes")
    func removedOutside() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(plan)
            try await bench.lookAgain(3)
            #expect(try await bench.stateDrifts().isEmpty)
            bench.graph.remove(Samples.user, from: Samples.group)
            try await bench.lookAgain()
            #expect(try await bench.stateDrifts().isEmpty)
            try await bench.lookAgain()
            let drifted = try #require(try await bench.stateDrifts().drifted.first)
            #expect(drifted.kind == .removedOutside && drifted.key == Samples.key() && drifted.cause == nil)
            #expect(drifted.plan == plan && drifted.approval == Samples.approval(of: plan))
            #expect(drifted.inOrderAt != nil && drifted.numberInGroup == 1 && drifted.run == plan.run)
            #expect(try await bench.drifts().isEmpty)
            #expect(bench.graph.effectiveWrites == 2)
            // Nobody waits for it, and nothing was called but reads.
            #expect(bench.backgroundPayments.count > 0)
        }
    }

    @Test("and when it is there again, that is stated, too: once")
    func inOrderAgain() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan())
            bench.graph.remove(Samples.user, from: Samples.group)
            let drifted = try #require(try await bench.drifts().drifted.first)
            bench.graph.add(Samples.user, to: Samples.group)
            try await bench.lookAgain()
            #expect(try await bench.stateDrifts().isEmpty)
            let ended = try #require(try await bench.drifts().driftEnds.first)
            #expect(ended.kind == .removedOutside && ended.isMember && ended.foundAt == drifted.foundAt)
            #expect(ended.operation.groupName == "APP-GROUP-1" && ended.run == drifted.run)
            #expect(try await bench.drifts().isEmpty)
            // And once more: that is another one.
            bench.graph.remove(Samples.user, from: Samples.group)
            let again = try #require(try await bench.drifts().drifted.first)
            #expect(Samples.event(.accessDrifted(again)).id != Samples.event(.accessDrifted(drifted)).id)
            #expect(again.numberInGroup == 2)
        }
    }

    @Test("A replica that forgets and remembers proves nothing")
    func replicas() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan())
            for _ in 1...3 {
                bench.graph.remove(Samples.user, from: Samples.group)
                try await bench.lookAgain()
                bench.graph.add(Samples.user, to: Samples.group)
                try await bench.lookAgain()
            }
            #expect(try await bench.stateDrifts().isEmpty)
        }
    }

    @Test("What Landfall took away, and was added outside, is told, and is never taken away again (I4)")
    func addedOutside() async throws {
        let later = try #require(Self.second)
        let graph = ScriptedGraph(
            groups: [Samples.group], refusing: [CompensationTests.third: ["POST": CompensationTests.forbidden]])
        try await Bench.with(graph) { bench in
            // Removed by a request; taken back with its run.
            try await bench.carryOut(try Samples.plan(action: .remove))
            try await bench.carryOut(
                try Samples.plan(ritm: later, groups: [Samples.otherGroup, CompensationTests.third]))
            #expect(try await bench.drifts().isEmpty)
            let writes = graph.effectiveWrites
            for group in [Samples.group, Samples.otherGroup, CompensationTests.third] {
                graph.add(Samples.user, to: group)
            }
            let drifted = try await bench.drifts().drifted
            #expect(drifted.allSatisfy { $0.kind == .addedOutside })
            // Of what was refused Landfall has no word to say.
            #expect(
                Set(drifted.map(\.key)) == [
                    Samples.key(action: .remove), Samples.key(Samples.otherGroup, ritm: later),
                ])
            #expect(graph.effectiveWrites == writes)
        }
    }

    @Test("An access that outlived its end is overdue after a while: not asked for, refused, or stuck on its way")
    func overdue() async throws {
        for act in [nil, CompensationTests.forbidden, CompensationTests.unavailable] {
            try await Bench.with(ScriptedGraph()) { bench in
                try await bench.carryOut(try Samples.plan(until: Self.until))
                bench.clock.advance(by: Self.until.timeIntervalSince(bench.now))
                if let act {
                    bench.graph.refuse(Samples.group, "DELETE", act)
                    let due = try #require(try await bench.sweep().due.first)
                    _ = try await bench.execute(.accessEndDue(due))
                }
                #expect(try await bench.drifts().isEmpty)
                bench.clock.advance(by: 3_601)
                let drifted = try #require(try await bench.drifts().drifted.first)
                #expect(drifted.kind == .overdue && drifted.key == Samples.key() && drifted.dueAt == Self.until)
                #expect(bench.graph.effectiveWrites == 1)
                bench.graph.remove(Samples.user, from: Samples.group)
                let ended = try #require(try await bench.drifts().driftEnds.first)
                #expect(ended.kind == .overdue && !ended.isMember)
            }
        }
    }

    @Test("An access that ended and is gone is in order; one that comes back after that was added outside")
    func ended() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan(until: Self.until))
            bench.clock.advance(by: 31 * Self.day)
            let due = try #require(try await bench.sweep().due.first)
            try await bench.carryOut(due)
            #expect(try await bench.drifts().isEmpty)
            bench.graph.add(Samples.user, to: Samples.group)
            let drifted = try #require(try await bench.drifts().drifted.first)
            #expect(drifted.kind == .addedOutside && drifted.key == due.key && drifted.run == due.plan.run)
            #expect(drifted.operation?.groupName == "APP-GROUP-1")
        }
    }

    @Test("What was there before, and let the ticket land, is watched as well")
    func foundInPlace() async throws {
        try await Bench.with(ScriptedGraph(groups: [Samples.group])) { bench in
            try await bench.carryOut(try Samples.plan())
            bench.graph.remove(Samples.user, from: Samples.group)
            #expect(try await bench.drifts().drifted.map(\.kind) == [.removedOutside])
        }
    }

    @Test("A later request has the word: what it has changed has not drifted, and ends what had")
    func laterRequest() async throws {
        let later = try Samples.plan(ritm: #require(Self.second), action: .remove)
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan())
            bench.graph.remove(Samples.user, from: Samples.group)
            #expect(try await bench.drifts().drifted.count == 1)
            try await bench.carryOut(later)
            let ended = try #require(try await bench.drifts().driftEnds.first)
            #expect(ended.kind == .removedOutside && !ended.isMember)
            #expect(ended.operation.key == Samples.key())
            #expect(try await bench.drifts().isEmpty)
        }
    }

    @Test("Nothing is looked at while an operation is at work on it, or a call may still have its effect")
    func atWork() async throws {
        let later = try Samples.plan(ritm: #require(Self.second), action: .remove)
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan())
            _ = try await bench.execute(later)
            let reads = bench.graph.calls.count
            #expect(try await bench.drifts().isEmpty)
            #expect(bench.graph.calls.count == reads)
            _ = try await bench.verify(later.operations.map(\.key), run: later.run)
            try await bench.ledger.client.query(
                "UPDATE ledger.operations SET adding_until = clock_timestamp() + interval '1 hour'")
            let before = bench.graph.calls.count
            #expect(try await bench.drifts().isEmpty)
            #expect(bench.graph.calls.count == before)
        }
    }

    @Test("What has changed since it was looked at is not recorded; nor what somebody else has looked at since")
    func outOfDate() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            let ledger = bench.ledger
            try await bench.carryOut(try Samples.plan())
            func record(_ sight: Ledger.MembershipInSight) async throws -> Bool {
                try await ledger.recordDrift(
                    sight,
                    .init(
                        finding: DriftFinding(.removedOutside, version: sight.history.version), key: Samples.key(),
                        isMember: false), interval: .seconds(86_400))
            }
            let sight = try #require(try await bench.sights().first)
            let later = try #require(try await bench.sights().first)
            #expect(try await !record(sight))
            try await ledger.client.query("UPDATE ledger.operations SET version = nextval('ledger.versions')")
            #expect(try await !record(later))
            #expect(try await record(#require(try await bench.sights().first)))
            #expect(try await bench.stateDrifts().drifted.count == 1)
        }
    }

    @Test(
        "Where the group or the person is gone, that is said",
        arguments: [Reason.directoryGroupMissing, .directoryUserMissing])
    func cause(_ cause: Reason) async throws {
        let missing = ScriptedGraph.Act.answer(
            404,
            body: ScriptedGraph.error(
                "Request_ResourceNotFound",
                "Resource '\(Samples.group)' does not exist or one of its queried reference-property objects are not present."
            ))
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan())
            if cause == .directoryGroupMissing {
                bench.graph.refuse(Samples.group, "GET", missing)
            } else {
                bench.graph.remove(Samples.user, from: Samples.group)
            }
            let drifted = try await bench.drifts(bench.watch(personIsThere: false)).drifted
            #expect(drifted.map(\.kind) == [.removedOutside] && drifted.map(\.cause) == [cause])
        }
    }

    @Test("What can't be read now is read later, and nothing is said of it; what can never be read, a round later")
    func unreadable() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan())
            bench.graph.refuse(Samples.group, "GET", .answer(503))
            await #expect(throws: Failure.self) { try await bench.lookAgain() }
            #expect(try await bench.ledger.takeMemberships(limit: 1, lease: DriftWatch.lease).isEmpty)
            bench.graph.refuse(
                Samples.group, "GET", .answer(403, body: ScriptedGraph.error("Authorization_RequestDenied", "No.")))
            try await bench.lookAgain(3)
            #expect(try await bench.stateDrifts().isEmpty)
            #expect(bench.log.text.contains("a membership can't be looked at"))
        }
    }
}
