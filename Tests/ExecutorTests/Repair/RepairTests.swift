import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Executor

/// One after the other, for the sake of the server's connections.
@Suite("What was removed outside is put back where the policy says so", .serialized)
struct RepairTests {
    private static let (one, two) = (Samples.group.description, Samples.otherGroup.description)
    private static let groups = [Samples.group, Samples.otherGroup]
    private static let later = RITMNumber("RITM0010002")

    private func ends(_ facts: [Fact]) -> [RunEnded] {
        Set(facts).compactMap { fact in
            switch fact {
            case .runLanded(let ended), .runReverted(let ended), .runStuck(let ended): ended
            default: nil
            }
        }
    }

    private func plan(_ groups: [GroupID] = groups, until: Date? = nil) throws -> Plan {
        try Samples.plan(groups: groups, until: until, onDrift: .repair)
    }

    /// Has somebody remove a membership, and looks until that is stated.
    private func lose(_ bench: Bench, _ group: GroupID = Samples.group) async throws -> AccessDrifted {
        bench.graph.remove(Samples.user, from: group)
        return try #require(try await bench.drifts().drifted.first)
    }

    /// Carries a repair out to its end.
    private func repair(_ drifted: AccessDrifted, _ bench: Bench) async throws -> [Fact] {
        let begun = try await bench.execute(.accessDrifted(drifted)).facts
        return begun + (try await bench.verify(drifted.plan.operations.map(\.key), run: drifted.plan.run))
    }

    /// As if what was put back had been put back long ago.
    private func age(_ bench: Bench) async throws {
        try await bench.ledger.client.query(
            "UPDATE ledger.drifts SET repair_began_at = repair_began_at - interval '2 days'")
    }

    @Test("by a start of the run that has landed: that membership, once, read back; the others aren't touched")
    func puttingBack() async throws {
        let plan = try plan()
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(plan)
            let drifted = try await lose(bench)
            #expect(drifted.repair == DriftRepair(isDue: true, earlier: 0))
            let published = Published()
            let calls = bench.graph.calls.count
            let begun = try await bench.handler { emissions, _ in published.add(emissions) }.handle(
                Samples.event(.accessDrifted(drifted)),
                context: HandlingContext(attempt: 1, trace: Samples.trace, body: [], logger: bench.log.logger))
            #expect(bench.graph.calls.count == calls + 2)
            guard case .runStarted(let started)? = published.facts.first else {
                Issue.record("not started: \(published.facts)")
                return
            }
            let repair = try #require(started.retry)
            #expect(repair.start == 2 && repair.askedBy == "the policy" && repair.repairs == [drifted.key])
            #expect(ends(begun.facts).isEmpty)
            let end = try #require(ends(try await bench.verify(plan.operations.map(\.key), run: plan.run)).first)
            #expect(end.isProved && end.start == 2 && end.repair == repair && end.rollback == nil)
            #expect(bench.graph.journal == ["+" + Self.one, "+" + Self.two, "+" + Self.one])
            // It is found to be in order, and nothing else is made of it.
            let ended = try #require(try await bench.drifts().driftEnds.first)
            #expect(ended.isMember && ended.foundAt == drifted.foundAt)
            // Stated again, it is answered.
            #expect(ends(try await self.repair(drifted, bench)) == [end])
            #expect(bench.graph.effectiveWrites == 3)
        }
    }

    @Test("two memberships of a run by one start, whichever is heard of first; and killed anywhere it goes on")
    func together() async throws {
        let plan = try plan()
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(plan)
            for group in Self.groups { bench.graph.remove(Samples.user, from: group) }
            let drifts = try await bench.drifts().drifted
            #expect(drifts.count == 2)
            // Committed, and no call made.
            for drifted in drifts + drifts {
                guard case .run(let run) = try await bench.ledger.repair(Samples.mandate(plan), drifted, at: bench.now)
                else {
                    Issue.record("it is begun")
                    return
                }
                #expect(run.states == [.planned, .planned] && run.retry?.start == 2)
            }
            let facts = try await repair(drifts[1], bench)
            #expect(ends(facts).map(\.start) == [2])
            #expect(Set(try #require(ends(facts).first?.repair?.repairs)) == Set(drifts.map(\.key)))
            #expect(ends(try await repair(drifts[0], bench)).map(\.start) == [2])
            #expect(bench.graph.effectiveWrites == 4)
        }
    }

    @Test("one that is found while another is being put back waits for that")
    func waits() async throws {
        let plan = try plan()
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(plan)
            let first = try await lose(bench)
            let second = try await lose(bench, Samples.otherGroup)
            try await bench.ledger.client.query(
                "UPDATE ledger.drifts SET may_be_repaired = false WHERE key = \(second.key.description)")
            _ = try await bench.execute(.accessDrifted(first))
            try await bench.ledger.client.query("UPDATE ledger.drifts SET may_be_repaired = true")
            #expect(try await bench.execute(.accessDrifted(second)).isLater)
            _ = try await bench.verify(plan.operations.map(\.key), run: plan.run)
            #expect(ends(try await repair(second, bench)).map(\.start) == [3])
            #expect(bench.graph.effectiveWrites == 4)
        }
    }

    @Test(
        "and where Graph refuses that, the run is stuck, what else it has granted stays, and a retry is for that alone")
    func refused() async throws {
        let plan = try plan()
        #expect(plan.onPartialFailure == .rollBack)
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(plan)
            let drifted = try await lose(bench)
            bench.graph.refuse(Samples.group, "POST", CompensationTests.forbidden)
            let facts = try await repair(drifted, bench)
            let end = try #require(ends(facts).first)
            #expect(facts.contains { $0.type == .runStuck } && end.repair?.repairs == [drifted.key])
            #expect(end.outcomes.map(\.state) == [.refused, .verified] && bench.graph.groups == [Self.two])
            func retry(_ start: Int) async throws -> [Fact] {
                let retry = RunRetry(start: start, askedBy: "Olga", askedAt: Samples.at)
                let begun = try await bench.execute(
                    .retryRequested(RetryRequested(plan: plan, approval: Samples.approval(of: plan), retry: retry)))
                return begun.facts + (try await bench.verify(plan.operations.map(\.key), run: plan.run))
            }
            #expect(ends(try await retry(3)).map { $0.outcomes.map(\.state) } == [[.refused, .verified]])
            #expect(bench.graph.groups == [Self.two])
            bench.graph.refuse(Samples.group, "POST", nil)
            let landed = try #require(ends(try await retry(4)).first)
            #expect(landed.isProved && landed.repair?.askedBy == "Olga" && landed.repair?.repairs == [drifted.key])
            #expect(bench.graph.journal == ["+" + Self.one, "+" + Self.two, "+" + Self.one])
        }
    }

    @Test("not where the policy says nothing of it, nor where the person or the group is gone, nor what was added")
    func reported() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan())
            let drifted = try await lose(bench)
            #expect(drifted.repair == nil)
            #expect(try await bench.execute(.accessDrifted(drifted)).facts.isEmpty && bench.graph.effectiveWrites == 1)
        }
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try plan([Samples.group]))
            bench.graph.remove(Samples.user, from: Samples.group)
            let drifted = try #require(try await bench.drifts(bench.watch(personIsThere: false)).drifted.first)
            #expect(drifted.cause == .directoryUserMissing && drifted.repair == nil)
            #expect(try await bench.execute(.accessDrifted(drifted)).facts.isEmpty && bench.graph.effectiveWrites == 1)
        }
        try await Bench.with(ScriptedGraph(groups: [Samples.group])) { bench in
            try await bench.carryOut(
                try Samples.plan(action: .remove, onDrift: .repair))
            bench.graph.add(Samples.user, to: Samples.group)
            let drifted = try #require(try await bench.drifts().drifted.first)
            #expect(drifted.kind == .addedOutside && drifted.repair == nil)
            #expect(try await bench.execute(.accessDrifted(drifted)).facts.isEmpty)
            #expect(bench.graph.groups == [Self.one])
        }
    }

    @Test("not what was withdrawn, taken back, settled otherwise, or is over by then: it stays reported")
    func obstacles() async throws {
        let until = Samples.at + 30 * 86_400
        for obstacle in [RepairObstacle.withdrawn, .settled, .superseded, .over] {
            let plan = try plan([Samples.group], until: until)
            try await Bench.with(ScriptedGraph()) { bench in
                try await bench.carryOut(plan)
                let drifted = try await lose(bench)
                switch obstacle {
                case .withdrawn:
                    _ = try await bench.ledger.withdraw(
                        RequestWithdrawn(ticket: plan.ticket, withdrawal: Samples.withdrawal(.closedComplete)),
                        at: bench.now)
                case .superseded:
                    try await bench.carryOut(
                        try Samples.plan(ritm: try #require(Self.later), action: .remove))
                case .over: bench.clock.advance(by: 31 * 86_400)
                default:
                    let rollback = RunRollback(start: 2, askedBy: "Olga", askedAt: Samples.at, reason: "not needed")
                    _ = try await bench.execute(
                        .rollbackRequested(
                            RollbackRequested(plan: plan, approval: Samples.approval(of: plan), rollback: rollback)))
                    _ = try await bench.verify(plan.operations.map(\.key), run: plan.run)
                }
                guard
                    case .left(let left) = try await bench.ledger.repair(
                        Samples.mandate(plan), drifted, at: bench.now)
                else {
                    Issue.record("\(obstacle)")
                    return
                }
                #expect(left == obstacle)
                #expect(try await bench.execute(.accessDrifted(drifted)).facts.isEmpty && bench.graph.groups.isEmpty)
            }
        }
    }

    @Test("a rollback that is asked for at the same moment is refused, not lost; asked for again, it is done")
    func rollback() async throws {
        let plan = try plan([Samples.group])
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(plan)
            let drifted = try await lose(bench)
            _ = try await bench.execute(.accessDrifted(drifted))
            func rollBack(_ start: Int) async throws -> [Fact] {
                let rollback = RunRollback(start: start, askedBy: "Olga", askedAt: Samples.at, reason: "not needed")
                return try await bench.execute(
                    .rollbackRequested(
                        RollbackRequested(plan: plan, approval: Samples.approval(of: plan), rollback: rollback))
                ).facts
            }
            #expect(try await rollBack(2).map(\.type) == [.rollbackRefused])
            _ = try await bench.verify(plan.operations.map(\.key), run: plan.run)
            #expect(try await rollBack(2).map(\.type) == [.rollbackRefused])
            _ = try await rollBack(3)
            #expect(bench.graph.groups.isEmpty)
        }
    }

    @Test("and not for ever: not twice within an interval, and three times in all, as people are told")
    func bounded() async throws {
        let plan = try plan([Samples.group])
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(plan)
            for earlier in 0..<RepairDecision.limit {
                let drifted = try await lose(bench)
                #expect(drifted.repair == DriftRepair(isDue: true, earlier: earlier))
                #expect(ends(try await repair(drifted, bench)).map(\.start) == [earlier + 2])
                if earlier == 0 {
                    let again = try await lose(bench)
                    #expect(again.repair == DriftRepair(isDue: false, earlier: 1))
                    #expect(try await bench.execute(.accessDrifted(again)).facts.isEmpty)
                    bench.graph.add(Samples.user, to: Samples.group)
                }
                #expect(try await bench.drifts().driftEnds.count == 1)
                try await age(bench)
            }
            let drifted = try await lose(bench)
            #expect(drifted.repair == DriftRepair(isDue: false, earlier: RepairDecision.limit))
            #expect(try await bench.execute(.accessDrifted(drifted)).facts.isEmpty && bench.graph.groups.isEmpty)
        }
    }

    @Test(
        "what was there before, and had therefore no end, has the one that was approved when Landfall has put it back")
    func end() async throws {
        let until = Samples.at + 30 * 86_400
        let plan = try plan([Samples.group], until: until)
        try await Bench.with(ScriptedGraph(groups: [Samples.group])) { bench in
            try await bench.carryOut(plan)
            let removal = Samples.key(action: .remove)
            #expect(try await bench.removal(removal).state == .void)
            let landed = try #require(ends(try await repair(try await lose(bench), bench)).first)
            #expect(landed.outcomes.map(\.end) == [PlannedEnd(at: until)])
            #expect(try await bench.removal(removal).state == .live)
        }
    }
}
