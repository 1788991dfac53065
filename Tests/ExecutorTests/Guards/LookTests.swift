import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Executor

@Suite("The ticket is looked at again just before the change", .serialized)
struct LookTests {
    private func ends(_ facts: [Fact]) -> [RunEnded] {
        Set(facts).compactMap { fact in
            switch fact {
            case .runLanded(let ended), .runReverted(let ended), .runStuck(let ended): ended
            default: nil
            }
        }
    }

    private func retry(_ plan: Plan, start: Int = 2) -> Fact {
        .retryRequested(
            RetryRequested(
                plan: plan, approval: Samples.approval(of: plan),
                retry: RunRetry(start: start, askedBy: "Olga Orlova", askedAt: Samples.at, reason: nil)))
    }

    @Test("once for each run, however many changes it makes, and not when it is read back or stated again")
    func once() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        try await Bench.with(ScriptedGraph()) { bench in
            let landed = ends(try await bench.carryOut(plan))
            #expect(landed.map(\.isProved) == [true])
            bench.clock.advance(by: 3_600)
            let again = ends(try await bench.execute(plan).facts)
            #expect(again == landed)
            #expect(bench.tickets.looks == 1)
        }
    }

    @Test(
        "closed, or not approved any more: nothing is written, and the run ends so, on record, with who did it",
        arguments: RequestWithdrawal.Kind.allCases)
    func withdrawn(kind: RequestWithdrawal.Kind) async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        try await Bench.with(ScriptedGraph()) { bench in
            let withdrawal = Samples.withdrawal(kind)
            bench.tickets.stand(.success(.withdrawn(withdrawal)))
            for _ in 1...2 {
                let outcome = try await bench.execute(plan)
                let end = try #require(ends(outcome.facts).first)
                #expect(outcome.facts.map(\.type) == [.runReverted])
                #expect(end.outcomes.map(\.state) == [.planned, .planned])
                #expect(end.rollback?.askedBy == "ana in ServiceNow" && end.rollback?.reason == withdrawal.sentence)
            }
            #expect(bench.graph.calls.isEmpty && bench.tickets.looks == 1)
            // Wanted again, it isn't taken up any more: whoever needs it asks for it anew.
            bench.tickets.stand(.success(.wanted))
            guard case .retryRefused(let refused)? = try await bench.execute(retry(plan, start: 3)).facts.first else {
                Issue.record("it isn't tried again")
                return
            }
            #expect(refused.refusal == .withdrawn && bench.graph.calls.isEmpty)
        }
    }

    @Test("gone: each change is refused with that reason, and a retry looks again")
    func gone() async throws {
        let plan = try Samples.plan()
        try await Bench.with(ScriptedGraph()) { bench in
            bench.tickets.stand(.success(.gone))
            let facts = try await bench.execute(plan).facts
            let end = try #require(ends(facts).first)
            #expect(end.outcomes.map(\.failure?.reason) == [.serviceNowRecordGone] && end.rollback == nil)
            #expect(bench.graph.calls.isEmpty)
            _ = try await bench.execute(retry(plan))
            #expect(bench.tickets.looks == 2 && bench.graph.calls.isEmpty)
        }
    }

    @Test("a retry looks again, also a moment after the first start; when it is wanted by then, it lands")
    func retries() async throws {
        let plan = try Samples.plan()
        let graph = ScriptedGraph(refusing: [Samples.group: ["POST": CompensationTests.forbidden]])
        try await Bench.with(graph) { bench in
            // One process, which remembers its looks.
            let handler = bench.handler()
            let approved = Samples.event(
                .requestApproved(RequestApproved(plan: plan, approval: Samples.approval(of: plan))))
            let first = try await handler.handle(approved, context: bench.context).facts
            #expect(first.contains { $0.type == .runReverted })
            graph.refuse(Samples.group, "POST", nil)
            let begun = try await handler.handle(Samples.event(retry(plan)), context: bench.context).facts
            #expect(begun.contains { $0.type == .operationApplied } && bench.tickets.looks == 2)
        }
    }

    @Test("ServiceNow is down: nothing is granted, the failure is its own, and then it lands")
    func down() async throws {
        let plan = try Samples.plan()
        let published = Published()
        try await Bench.with(ScriptedGraph()) { bench in
            bench.tickets.stand(.failure(Failure(.serviceNowUnavailable, "no answer")))
            let handler = bench.handler { emissions, _ in published.add(emissions) }
            for _ in 1...3 {
                let failure = await #expect(throws: Failure.self) {
                    try await handler.handle(
                        Samples.event(
                            .requestApproved(RequestApproved(plan: plan, approval: Samples.approval(of: plan)))),
                        context: HandlingContext(
                            attempt: 1, trace: Samples.trace, body: [], logger: bench.log.logger))
                }
                #expect(failure?.reason.dependency == .serviceNow && failure?.kind == .transient)
            }
            // Not even the start is stated: the ticket couldn't be told anyway.
            #expect(bench.graph.calls.isEmpty && published.facts.isEmpty)
            bench.tickets.stand(.success(.wanted))
            let landed = ends(try await bench.carryOut(plan))
            #expect(landed.map(\.isProved) == [true])
        }
    }

    @Test("one that waits for its turn isn’t looked at each time, but again before it begins half a minute later")
    func waitsForTurn() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph(refusing: [Samples.group: ["GET": CompensationTests.unavailable]])
        try await Bench.with(graph) { bench in
            // One process.
            let handler = bench.handler()
            let event = Samples.event(
                .requestApproved(RequestApproved(plan: plan, approval: Samples.approval(of: plan))))
            for _ in 1...5 {
                _ = try await handler.handle(event, context: bench.context)
                bench.clock.advance(by: 5)
            }
            #expect(bench.tickets.looks == 1)
            bench.clock.advance(by: RecentLooks.validity)
            bench.tickets.stand(.success(.withdrawn(Samples.withdrawal)))
            graph.refuse(Samples.group, "GET", nil)
            let outcome = try await handler.handle(event, context: bench.context)
            #expect(outcome.facts.map(\.type) == [.runReverted])
            #expect(bench.tickets.looks == 2 && graph.effectiveWrites == 0)
        }
    }

    @Test("the end of an access, a rollback and what is withdrawn look at nothing")
    func endings() async throws {
        let plan = try Samples.plan()
        try await Bench.with(ScriptedGraph()) { bench in
            _ = try await bench.carryOut(plan)
            bench.tickets.stand(.failure(Failure(.serviceNowUnavailable, "no answer")))
            let rollback = RunRollback(start: 2, askedBy: "Olga", askedAt: bench.now, reason: "a mistake")
            let outcome = try await bench.execute(
                .rollbackRequested(
                    RollbackRequested(plan: plan, approval: Samples.approval(of: plan), rollback: rollback)))
            #expect(outcome.facts.contains { $0.type == .operationUndoApplied } && bench.tickets.looks == 1)
        }
    }
}
