import Domain
import Fleet
import Foundation
import TestSupport
import Testing

@testable import Executor

@Suite("A run begins only in its hours", .serialized)
struct HoursTests {
    /// Samples.at is a Monday, 08:10 UTC.
    private static func window(_ from: String, _ to: String, _ days: [Weekday] = Weekday.allCases) -> ChangeWindow {
        ChangeWindow(timeZone: "UTC", days: days, from: ClockTime(from)!, to: ClockTime(to)!)
    }

    private static let evening = window("20:00", "22:00")

    private static func plan(_ windows: [[ChangeWindow]], groups: [GroupID] = [Samples.group], until: Date? = nil)
        throws
        -> Plan
    {
        try Plan(
            ticket: Samples.ticket, beneficiary: Samples.person,
            operations: groups.enumerated().map { index, group in
                PlannedOperation(key: Samples.key(group), entitlement: "e\(index)", groupName: "APP-GROUP-\(index + 1)")
            },
            risk: .low, onPartialFailure: .rollBack, policyVersion: String(repeating: "ab", count: 32), until: until,
            changeWindows: windows)
    }

    private static func retry(_ plan: Plan) -> Fact {
        .retryRequested(
            RetryRequested(
                plan: plan, approval: Samples.approval(of: plan),
                retry: RunRetry(start: 2, askedBy: "Olga Orlova", askedAt: Samples.at, reason: nil)))
    }

    /// Until when it waits, if it does; and that nothing was asked of Graph or ServiceNow for it.
    private static func wait(_ outcome: StageOutcome, _ bench: Bench) -> RunDeferred? {
        guard case .later(let pause, let emissions) = outcome, emissions.count == 1,
            case .runDeferred(let deferred)? = emissions.first?.fact, pause <= .seconds(3_600), pause >= .seconds(1)
        else { return nil }
        return deferred
    }

    @Test("before them it waits, says until when, once for each, and asks nothing; then it lands")
    func waits() async throws {
        let plan = try Self.plan([[Self.evening]])
        try await Bench.with(ScriptedGraph()) { bench in
            let opening = Samples.at + (11 * 60 + 50) * 60
            var ids: Set<UUID> = []
            for hours in [0.0, 1, 11] {
                bench.clock.set(Samples.at + hours * 3_600)
                let deferred = try #require(Self.wait(try await bench.execute(plan), bench))
                #expect(deferred == RunDeferred(plan: plan, opensAt: opening))
                ids.insert(Samples.event(.runDeferred(deferred)).id)
            }
            #expect(ids.count == 1 && bench.graph.calls.isEmpty && bench.tickets.looks == 0)
            bench.clock.set(opening)
            #expect(try await bench.carryOut(plan).contains { $0.type == .runLanded })
            #expect(bench.tickets.looks == 1)
        }
    }

    @Test("it comes back in time, at most an hour later and at least a second")
    func pauses() async throws {
        let plan = try Self.plan([[Self.evening]])
        try await Bench.with(ScriptedGraph()) { bench in
            for (before, expected) in [(7_200.0, 3_600), (90, 90), (0.2, 1)] {
                bench.clock.set(Samples.at + (11 * 60 + 50) * 60 - before)
                guard case .later(let pause, _) = try await bench.execute(plan) else {
                    Issue.record("it waits")
                    continue
                }
                #expect(pause == .seconds(expected))
            }
        }
    }

    @Test("where entitlements differ, all have to be open at once")
    func several() async throws {
        let plan = try Self.plan([[Self.evening], [Self.window("21:00", "23:00", [.tuesday])]])
        try await Bench.with(ScriptedGraph()) { bench in
            let deferred = try #require(Self.wait(try await bench.execute(plan), bench))
            #expect(deferred.opensAt == Samples.at + (24 * 60 + 12 * 60 + 50) * 60)
        }
    }

    @Test("hours that never meet are a failure that a person sees to, and nothing is changed")
    func never() async throws {
        let plan = try Self.plan([[Self.evening], [Self.window("22:00", "23:00")]])
        try await Bench.with(ScriptedGraph()) { bench in
            let failure = await #expect(throws: Failure.self) { try await bench.execute(plan) }
            #expect(failure?.reason == .policyHoursNeverMeet && bench.graph.calls.isEmpty)
        }
    }

    @Test("what has begun in them is brought to its end after them")
    func begun() async throws {
        let groups = [Samples.group, Samples.otherGroup]
        let plan = try Self.plan([[Self.window("08:00", "09:00")]], groups: groups)
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": CompensationTests.unavailable]])
        try await Bench.with(graph) { bench in
            guard case .failed = try await bench.execute(plan) else {
                Issue.record("the second change fails for a while")
                return
            }
            graph.refuse(Samples.otherGroup, "POST", nil)
            bench.clock.set(Samples.at + 7_200)
            #expect(try await bench.carryOut(plan).contains { $0.type == .runLanded })
            #expect(graph.effectiveWrites == 2)
        }
    }

    @Test("what was opened in them, and not begun, waits for the next")
    func openedOnly() async throws {
        let plan = try Self.plan([[Self.window("08:00", "09:00")]])
        try await Bench.with(ScriptedGraph()) { bench in
            _ = try await bench.ledger.open(try Samples.mandate(plan), at: bench.now)
            bench.clock.set(Samples.at + 7_200)
            #expect(Self.wait(try await bench.execute(plan), bench) != nil)
            #expect(bench.graph.calls.isEmpty)
        }
    }

    @Test("a retry waits like the first start, and that is another fact")
    func retries() async throws {
        let plan = try Self.plan([[Self.window("08:00", "09:00")]])
        let graph = ScriptedGraph(refusing: [Samples.group: ["POST": CompensationTests.forbidden]])
        try await Bench.with(graph) { bench in
            #expect(try await bench.carryOut(plan).contains { $0.type == .runReverted })
            graph.refuse(Samples.group, "POST", nil)
            bench.clock.set(Samples.at + 7_200)
            let deferred = try #require(Self.wait(try await bench.execute(Self.retry(plan)), bench))
            #expect(deferred.start == 2 && deferred.opensAt == Samples.at + 86_400 - 600)
            #expect(graph.effectiveWrites == 0)
            // The approval that comes once more states the end that the run has, whatever the hour.
            #expect(try await bench.execute(plan).facts.contains { $0.type == .runReverted })
            bench.clock.set(deferred.opensAt)
            let begun = try await bench.execute(Self.retry(plan)).facts
            #expect(begun.contains { $0.type == .operationApplied } && graph.effectiveWrites == 1)
        }
    }

    @Test("undoing, a withdrawal and the end of an access wait for no hour")
    func undoing() async throws {
        let plan = try Self.plan([[Self.window("08:00", "09:00")]], until: Samples.at + 7_200)
        try await Bench.with(ScriptedGraph()) { bench in
            #expect(try await bench.carryOut(plan).contains { $0.type == .runLanded })
            bench.clock.set(Samples.at + 7_300)
            let due = try #require(try await bench.sweep().due.first)
            let outcome = try await bench.execute(.accessEndDue(due))
            #expect(outcome.facts.contains { $0.type == .operationApplied })
        }
        let other = try Self.plan([[Self.evening]])
        try await Bench.with(ScriptedGraph()) { bench in
            #expect(Self.wait(try await bench.execute(other), bench) != nil)
            _ = try await bench.execute(
                .requestWithdrawn(RequestWithdrawn(ticket: other.ticket, withdrawal: Samples.withdrawal)))
            let outcome = try await bench.execute(other)
            #expect(outcome.facts.map(\.type) == [.runReverted] && bench.graph.calls.isEmpty)
        }
        let landed = try Self.plan([[Self.window("08:00", "09:00")]])
        try await Bench.with(ScriptedGraph()) { bench in
            _ = try await bench.carryOut(landed)
            bench.clock.set(Samples.at + 7_200)
            let rollback = RunRollback(start: 2, askedBy: "Olga", askedAt: bench.now, reason: "a mistake")
            let outcome = try await bench.execute(
                .rollbackRequested(
                    RollbackRequested(plan: landed, approval: Samples.approval(of: landed), rollback: rollback)))
            #expect(outcome.facts.contains { $0.type == .operationUndoApplied })
        }
    }
}

extension ManualTime {
    fileprivate func set(_ time: Date) { advance(by: time.timeIntervalSince(now)) }
}
