import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Executor

/// One after the other, for the sake of the server's connections.
@Suite("A request is withdrawn while its run is on its way", .serialized)
struct WithdrawalTests {
    private static let (one, two) = (Samples.group.description, Samples.otherGroup.description)
    private static let groups = [Samples.group, Samples.otherGroup]

    private func withdrawn(_ plan: Plan, _ kind: RequestWithdrawal.Kind = .cancelled) -> Fact {
        .requestWithdrawn(RequestWithdrawn(ticket: plan.ticket, withdrawal: Samples.withdrawal(kind)))
    }

    private func ends(_ facts: [Fact]) -> [RunEnded] {
        Set(facts).compactMap { fact in
            switch fact {
            case .runLanded(let ended), .runReverted(let ended), .runStuck(let ended): ended
            default: nil
            }
        }
    }

    /// Withdraws it, and carries that out to its end.
    private func withdraw(_ plan: Plan, _ bench: Bench, _ kind: RequestWithdrawal.Kind = .cancelled) async throws
        -> [Fact]
    {
        let begun = try await bench.execute(withdrawn(plan, kind)).facts
        return begun + (try await bench.verify(plan.operations.map(\.key), run: plan.run))
    }

    @Test(
        "what was written is undone and read back, the rest isn't begun, and a person's name stands there for it",
        arguments: RequestWithdrawal.Kind.allCases)
    func underWay(kind: RequestWithdrawal.Kind) async throws {
        let plan = try Samples.plan(groups: Self.groups)
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": CompensationTests.unavailable]])
        try await Bench.with(graph) { bench in
            guard case .failed = try await bench.execute(plan) else {
                Issue.record("the second change has failed for a while")
                return
            }
            // The second call's outcome isn't known, and comes first; it still doesn't work.
            guard case .failed(let failure, _) = try await bench.execute(withdrawn(plan, kind)) else {
                Issue.record("an unclear call comes first")
                return
            }
            #expect(failure.reason == .graphUnavailable && graph.journal == ["+" + Self.one])
            graph.refuse(Samples.otherGroup, "POST", nil)
            guard case .later = try await bench.execute(withdrawn(plan, kind)) else {
                Issue.record("then it is taken back")
                return
            }
            let facts = try await withdraw(plan, bench, kind)
            let end = try #require(ends(facts).first)
            #expect(end.outcomes.map(\.state) == [.reverted, .reverted] && end.start == 2)
            #expect(end.rollback?.askedBy == "ana in ServiceNow")
            #expect(end.rollback?.reason == Samples.withdrawal(kind).sentence)
            #expect(graph.journal == ["+" + Self.one, "+" + Self.two, "-" + Self.two, "-" + Self.one])
            // Twice is once, and late messages of the run change nothing.
            let approved = Fact.requestApproved(RequestApproved(plan: plan, approval: Samples.approval(of: plan)))
            for late in [withdrawn(plan, kind), approved] {
                #expect(ends(try await bench.execute(late).facts) == [end])
            }
            #expect(graph.effectiveWrites == 4)
        }
    }

    @Test("between two of its changes: the second is not begun, whoever is at work on it")
    func betweenChanges() async throws {
        let plan = try Samples.plan(groups: Self.groups)
        let graph = ScriptedGraph()
        try await Bench.with(graph) { bench in
            let mandate = try Samples.mandate(plan)
            let run = try await bench.ledger.open(mandate, at: bench.now)
            _ = try await bench.ledger.withdraw(
                RequestWithdrawn(ticket: plan.ticket, withdrawal: Samples.withdrawal), at: bench.now)
            // An executor that had looked at the run before.
            let step = try await bench.execution.advance(run.operations[0], mandate: mandate, trace: Samples.trace)
            #expect(step.waitsForTurn && graph.effectiveWrites == 0)
            let end = try #require(ends(try await withdraw(plan, bench)).first)
            #expect(end.outcomes.map(\.state) == [.planned, .planned] && graph.calls.allSatisfy { $0 == "GET" })
        }
    }

    @Test("before its plan was approved: nothing is begun when the approval comes")
    func before() async throws {
        let plan = try Samples.plan()
        let graph = ScriptedGraph()
        try await Bench.with(graph) { bench in
            #expect(try await bench.execute(withdrawn(plan)).facts.isEmpty)
            let outcome = try await bench.execute(plan)
            let end = try #require(ends(outcome.facts).first)
            #expect(outcome.facts.map(\.type) == [.runReverted] && end.outcomes.map(\.state) == [.planned])
            #expect(graph.calls.isEmpty)
            // Another request for the same person goes its own way.
            let other = try Samples.plan(ritm: try #require(RITMNumber("RITM0010002")))
            #expect(ends(try await bench.carryOut(other)).map(\.isProved) == [true])
        }
    }

    @Test("what has landed is taken back, unless the ticket was closed as complete")
    func landed() async throws {
        for kind in RequestWithdrawal.Kind.allCases {
            let plan = try Samples.plan()
            let graph = ScriptedGraph()
            try await Bench.with(graph) { bench in
                let landed = ends(try await bench.carryOut(plan))
                let facts = try await withdraw(plan, bench, kind)
                if kind == .closedComplete {
                    #expect(ends(facts) == landed && graph.groups == [Self.one])
                } else {
                    #expect(ends(facts).map(\.start) == [2] && facts.contains { $0.type == .runReverted })
                    #expect(graph.journal == ["+" + Self.one, "-" + Self.one])
                }
            }
        }
    }

    @Test("a later request relies on it: it stays, and that is said")
    func reliedOn() async throws {
        let plan = try Samples.plan()
        let other = try Samples.plan(ritm: try #require(RITMNumber("RITM0010002")))
        let graph = ScriptedGraph()
        try await Bench.with(graph) { bench in
            try await bench.carryOut(plan)
            try await bench.carryOut(other)
            guard case .rollbackRefused(let refused)? = try await bench.execute(withdrawn(plan)).facts.first else {
                Issue.record("it is refused")
                return
            }
            #expect(refused.refusal == .superseded && graph.groups == [Self.one])
        }
    }

    @Test("the policy says that what was changed stays: the run ends, and names what is in place and what isn't")
    func kept() async throws {
        let plan = try Samples.plan(groups: Self.groups, onWithdrawal: .keep)
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["GET": CompensationTests.unavailable]])
        try await Bench.with(graph) { bench in
            guard case .failed = try await bench.execute(plan) else {
                Issue.record("the second group can't be read")
                return
            }
            let facts = try await withdraw(plan, bench)
            let end = try #require(ends(facts).first)
            #expect(facts.contains { $0.type == .runStuck } && end.rollback == nil)
            #expect(end.outcomes.map(\.state) == [.verified, .refused])
            #expect(end.outcomes[1].failure?.reason == .requestWithdrawn && graph.journal == ["+" + Self.one])
        }
    }

    @Test("and isn't granted by a retry any more, though it was taken back because a part was refused")
    func noRetry() async throws {
        let plan = try Samples.plan(groups: Self.groups)
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": CompensationTests.forbidden]])
        try await Bench.with(graph) { bench in
            #expect(try await bench.carryOut(plan).contains { $0.type == .runReverted })
            _ = try await bench.execute(withdrawn(plan))
            let retry = RunRetry(start: 2, askedBy: "Olga", askedAt: Samples.at)
            let outcome = try await bench.execute(
                .retryRequested(RetryRequested(plan: plan, approval: Samples.approval(of: plan), retry: retry)))
            guard case .retryRefused(let refused)? = outcome.facts.first else {
                Issue.record("not refused: \(outcome)")
                return
            }
            #expect(refused.refusal == .withdrawn && graph.groups.isEmpty)
        }
    }

    @Test(
        "a run that had ended by then is said to have ended so, also when only the message of its approval comes again")
    func endedBefore() async throws {
        let plan = try Samples.plan(groups: Self.groups, onPartialFailure: .keep)
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": CompensationTests.forbidden]])
        try await Bench.with(graph) { bench in
            let stuck = ends(try await bench.carryOut(plan))
            #expect(stuck.count == 1)
            #expect(ends(try await bench.execute(withdrawn(plan, .closedComplete)).facts) == stuck)
            #expect(ends(try await bench.execute(plan).facts) == stuck && graph.groups == [Self.one])
        }
    }

    @Test("the end of an access goes on: it is nobody's to withdraw")
    func end() async throws {
        let plan = try Samples.plan(until: Samples.at + 30 * 86_400)
        let graph = ScriptedGraph()
        try await Bench.with(graph) { bench in
            try await bench.carryOut(plan)
            _ = try await bench.execute(withdrawn(plan, .closedComplete))
            bench.clock.advance(by: 31 * 86_400)
            for due in try await bench.sweep().due { try await bench.carryOut(due) }
            #expect(graph.journal == ["+" + Self.one, "-" + Self.one])
        }
    }
}
