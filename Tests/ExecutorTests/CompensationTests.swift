import Domain
import Fleet
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Executor

@Suite("A run of which a part is refused")
struct CompensationTests {
    static let third = GroupID("b0000000-0000-4000-8000-000000000003")!
    static let groups = [Samples.group, Samples.otherGroup, third]
    static let forbidden = ScriptedGraph.Act.answer(
        403,
        body: ScriptedGraph.error("Authorization_RequestDenied", "Insufficient privileges to complete the operation."))
    static let unavailable = ScriptedGraph.Act.answer(503, body: ScriptedGraph.error("ServiceUnavailable", "Later"))

    /// What came of delivering a plan once more.
    private struct Delivered {
        var types: [EventType]
        var failure: Failure?
        var isLater = false
        var emissions: [Emission]
    }

    private func deliver(_ plan: Plan, _ bench: Bench) async throws -> Delivered {
        let handler = bench.handler()
        let fact = RequestApproved(plan: plan, approval: Samples.approval(of: plan))
        switch try await handler.handle(Samples.event(.requestApproved(fact)), context: context(bench)) {
        case .done(let emissions): return Delivered(types: emissions.map(\.fact.type), emissions: emissions)
        case .later(_, let emissions):
            return Delivered(types: emissions.map(\.fact.type), isLater: true, emissions: emissions)
        case .failed(let failure, let emissions):
            return Delivered(types: emissions.map(\.fact.type), failure: failure, emissions: emissions)
        }
    }

    private func context(_ bench: Bench) -> HandlingContext {
        HandlingContext(attempt: 1, trace: Samples.trace, body: [], logger: bench.log.logger)
    }

    /// Reads everything back, as often as it takes; returns what was stated.
    private func verify(_ plan: Plan, _ bench: Bench) async throws -> [Fact] {
        var facts: [Fact] = []
        for _ in 1...3 {
            bench.clock.advance(by: 10)
            for operation in plan.operations {
                let due = OperationVerificationDue(ticket: plan.ticket, run: plan.run, key: operation.key)
                let event = Samples.event(.operationVerificationDue(due))
                if case .done(let emissions) = try await bench.verification.handle(event, context: context(bench)) {
                    facts += emissions.map(\.fact)
                }
            }
        }
        return facts
    }

    /// How the run ended, as it was stated; every statement of it is the same.
    private func end(_ facts: [Fact]) throws -> Fact {
        let ends = facts.filter { [.runLanded, .runReverted, .runStuck].contains($0.type) }
        #expect(Set(ends).count == 1)
        return try #require(ends.first)
    }

    @Test("goes back in reverse, each removal is read back, and what was not begun is not begun any more")
    func goesBack() async throws {
        let plan = try Samples.plan(groups: Self.groups + [GroupID("b0000000-0000-4000-8000-000000000004")!])
        let graph = ScriptedGraph(refusing: [Self.third: ["POST": Self.forbidden]])
        try await Bench.with(graph) { bench in
            let delivered = try await deliver(plan, bench)
            #expect(
                delivered.types.filter { $0 != .operationVerificationDue } == [
                    .operationApplied, .operationApplied, .operationRefused,
                    // Then in reverse; what was stated of those that turned back is stated once more.
                    .operationRefused, .operationApplied, .operationUndoApplied, .operationApplied,
                    .operationUndoApplied,
                ])
            let (one, two) = (Samples.group.description, Samples.otherGroup.description)
            #expect(graph.journal == ["+" + one, "+" + two, "-" + two, "-" + one])

            let facts = try await verify(plan, bench)
            #expect(facts.filter { $0.type == .operationReverted }.count >= 2)
            guard case .runReverted(let ended) = try end(facts) else {
                Issue.record("not reverted: \(facts)")
                return
            }
            #expect(ended.outcomes.map(\.state) == [.reverted, .reverted, .refused, .planned])
            #expect(ended.outcomes.map { $0.failure?.reason } == [nil, nil, .graphForbidden, nil])
            #expect(graph.groups.isEmpty)

            // However often it comes again: nothing is written, and the same end is stated.
            let again = try await deliver(plan, bench)
            #expect(again.failure == nil)
            #expect(try end(again.emissions.map(\.fact)) == .runReverted(ended))
            #expect(graph.effectiveWrites == 4)
            // So are the calls (I6): who made them may have died before they were stated, and others have read back what they did.
            let calls = delivered.emissions.map(\.fact).filter {
                [.operationApplied, .operationUndoApplied].contains($0.type)
            }
            #expect(Set(calls).isSubset(of: again.emissions.map(\.fact)))
        }
    }

    @Test("leaves what was there before as it is (I4)")
    func leavesWhatWasThere() async throws {
        let plan = try Samples.plan(groups: Self.groups)
        let graph = ScriptedGraph(groups: [Samples.group], refusing: [Self.third: ["POST": Self.forbidden]])
        try await Bench.with(graph) { bench in
            _ = try await deliver(plan, bench)
            guard case .runReverted(let ended) = try end(try await verify(plan, bench)) else {
                Issue.record("not reverted")
                return
            }
            #expect(graph.groups == [Samples.group.description])
            #expect(graph.journal == ["+" + Samples.otherGroup.description, "-" + Samples.otherGroup.description])
            #expect(ended.outcomes[0].state == .satisfied || ended.outcomes[0].state == .verified)
            #expect(!ended.outcomes[0].isOurChange)
        }
    }

    @Test("also takes back what was proved already")
    func verifiedBefore() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph(writes: [.work, Self.unavailable, Self.forbidden, Self.forbidden])
        try await Bench.with(graph) { bench in
            #expect(try await deliver(plan, bench).failure?.reason == .graphUnavailable)
            _ = try await verify(plan, bench)
            #expect(try await bench.ledger.operation(plan.operations[0].key)?.state == .verified)
            #expect(try await deliver(plan, bench).isLater)
            bench.clock.advance(by: 5)
            #expect(try await deliver(plan, bench).types.contains(.operationUndoApplied))
            guard case .runReverted = try end(try await verify(plan, bench)) else {
                Issue.record("not reverted")
                return
            }
            #expect(graph.groups.isEmpty)
        }
    }

    @Test("stays partial where the policy says so")
    func keeps() async throws {
        let plan = try Samples.plan(groups: Self.groups, onPartialFailure: .keep)
        let graph = ScriptedGraph(refusing: [Samples.group: ["POST": Self.forbidden]])
        try await Bench.with(graph) { bench in
            _ = try await deliver(plan, bench)
            guard case .runStuck(let ended) = try end(try await verify(plan, bench)) else {
                Issue.record("not stuck")
                return
            }
            #expect(ended.outcomes.map(\.state) == [.refused, .verified, .verified])
            #expect(graph.groups == [Samples.otherGroup.description, Self.third.description])
        }
    }

    @Test("waits for an intent whose outcome isn't known before it turns back")
    func unknownFirst() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph(
            writes: [.workAndHangUp], refusing: [Samples.otherGroup: ["POST": Self.forbidden]])
        try await Bench.with(graph) { bench in
            let lost = try await deliver(plan, bench)
            #expect(lost.failure?.reason == .graphReplyLost)
            #expect(graph.groups == [Samples.group.description])
            // Known now, to be ours, and taken back.
            let found = try await deliver(plan, bench)
            #expect(found.failure == nil)
            #expect(found.types.contains(.operationUndoApplied))
            guard case .runReverted = try end(try await verify(plan, bench)) else {
                Issue.record("not reverted")
                return
            }
            #expect(graph.groups.isEmpty)
            #expect(graph.effectiveWrites == 2)
        }
    }

    @Test("is stuck when a change can't be taken back, and says which is in place")
    func stuck() async throws {
        let plan = try Samples.plan(groups: Self.groups)
        let graph = ScriptedGraph(refusing: [
            Samples.otherGroup: ["DELETE": Self.forbidden], Self.third: ["POST": Self.forbidden],
        ])
        try await Bench.with(graph) { bench in
            let delivered = try await deliver(plan, bench)
            #expect(delivered.types.contains(.operationUndoRefused))
            guard case .runStuck(let ended) = try end(try await verify(plan, bench)) else {
                Issue.record("not stuck")
                return
            }
            #expect(ended.outcomes.map(\.state) == [.reverted, .reverting, .refused])
            #expect(ended.outcomes[1].failure?.reason == .graphForbidden)
            #expect(graph.groups == [Samples.otherGroup.description])
            // A refusal of the undoing is final, too.
            _ = try await deliver(plan, bench)
            #expect(graph.calls.filter { $0 == "DELETE" }.count == 2)
        }
    }

    @Test("takes a change back once, whatever becomes of the replies (I3)")
    func undoReplies() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph(writes: [.work, Self.forbidden, .workAndHangUp])
        try await Bench.with(graph) { bench in
            #expect(try await deliver(plan, bench).failure?.reason == .graphReplyLost)
            #expect(graph.groups.isEmpty)
            let found = try await deliver(plan, bench)
            #expect(found.failure == nil)
            let undone = found.emissions.compactMap { emission -> OperationUndoApplied? in
                if case .operationUndoApplied(let undone) = emission.fact { undone } else { nil }
            }
            #expect(Set(undone.map(\.evidence)) == [.alreadySo])
            guard case .runReverted = try end(try await verify(plan, bench)) else {
                Issue.record("not reverted")
                return
            }
            #expect(graph.effectiveWrites == 2)
        }
    }

    @Test("turns back only when no intent is open, and lets nothing be begun after that")
    func serialised() async throws {
        let plan = try Samples.plan(groups: Self.groups)
        try await Bench.with(ScriptedGraph()) { bench in
            let (ledger, now) = (bench.ledger, Samples.at)
            let rows = try await ledger.open(Samples.mandate(plan), at: now).operations
            // Nothing was refused: it doesn't turn.
            #expect(try await ledger.turnBack(plan, at: now).direction == .forward)
            try await ledger.recordRefused(rows[1], Failure(.graphForbidden, "403"), at: now)
            guard
                case .committed(let attempt) = try await ledger.commitIntent(
                    rows[0], wasMember: false, clientRequestID: "call-1", at: now)
            else {
                Issue.record("no intent")
                return
            }
            #expect(try await ledger.turnBack(plan, at: now).direction == .forward)
            try await ledger.recordApplied(attempt, evidence: .accepted, correlation: Samples.correlation, at: now)
            let turned = try await ledger.turnBack(plan, at: now)
            #expect(turned.direction == .back)
            #expect(turned.states == [.reverting, .refused, .planned])
            // Another executor that read the third before it turned: it has to look again.
            #expect(
                try await ledger.commitIntent(rows[2], wasMember: false, clientRequestID: "call-2", at: now)
                    == .pairIsBusy)
            #expect(try await ledger.operation(rows[2].key)?.state == .planned)
        }
    }

    @Test("doesn't take a refusal for the whole truth where an earlier call may have made the change")
    func refusedAfterUnknown() async throws {
        let plan = try Samples.plan()
        try await Bench.with(ScriptedGraph(writes: [.workAndHangUp, Self.forbidden])) { bench in
            #expect(try await deliver(plan, bench).failure?.reason == .graphReplyLost)
            // It is there: ours, in place, and on its way to be proved.
            #expect(try await deliver(plan, bench).types.contains(.operationApplied))
            #expect(try await bench.ledger.operation(plan.operations[0].key)?.isOurChange == true)
            guard case .runLanded = try end(try await verify(plan, bench)) else {
                Issue.record("not landed")
                return
            }
        }
        let graph = ScriptedGraph(writes: [
            .answer(500, body: ScriptedGraph.error("InternalServerError", "Oops")), Self.forbidden, Self.forbidden,
            Self.forbidden,
        ])
        try await Bench.with(graph) { bench in
            #expect(try await deliver(plan, bench).failure?.reason == .graphReplyLost)
            // It isn't there, as far as one read can tell; two have to say so, and apart.
            for _ in 1...2 {
                let doubted = try await deliver(plan, bench)
                #expect(doubted.isLater && doubted.failure == nil)
                #expect(!doubted.types.contains(.operationRefused))
            }
            bench.clock.advance(by: 5)
            #expect(try await deliver(plan, bench).types.contains(.operationRefused))
            #expect(try await bench.ledger.operation(plan.operations[0].key)?.state == .refused)
        }
    }

    @Test("doesn't take a refusal to undo for the whole truth where an earlier call may have undone it")
    func undoRefusedAfterUnknown() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let oops = ScriptedGraph.Act.answer(500, body: ScriptedGraph.error("InternalServerError", "Oops"))
        // It was undone, as a read shows.
        try await Bench.with(ScriptedGraph(writes: [.work, Self.forbidden, .workAndHangUp, Self.forbidden])) { bench in
            #expect(try await deliver(plan, bench).failure?.reason == .graphReplyLost)
            #expect(try await deliver(plan, bench).types.contains(.operationUndoApplied))
            guard case .runReverted = try end(try await verify(plan, bench)) else {
                Issue.record("not reverted")
                return
            }
        }
        // It is still there; two reads have to say so, and apart.
        let graph = ScriptedGraph(
            writes: [.work, Self.forbidden, oops, Self.forbidden, Self.forbidden, Self.forbidden])
        try await Bench.with(graph) { bench in
            #expect(try await deliver(plan, bench).failure?.reason == .graphReplyLost)
            for _ in 1...2 {
                let doubted = try await deliver(plan, bench)
                #expect(doubted.isLater && doubted.failure == nil)
                #expect(!doubted.types.contains(.operationUndoRefused))
            }
            bench.clock.advance(by: 5)
            let refused = try await deliver(plan, bench)
            #expect(refused.types.contains(.operationUndoRefused))
            #expect(try end(refused.emissions.map(\.fact)).type == .runStuck)
            #expect(graph.groups == [Samples.group.description])
        }
    }

    @Test("doesn't decide what can't be read", arguments: [403, 503])
    func unreadable(status: Int) async throws {
        let plan = try Samples.plan()
        let unreadable = ScriptedGraph.Act.answer(
            status, body: ScriptedGraph.error("Authorization_RequestDenied", "Not now."))
        let graph = ScriptedGraph(writes: [.workAndHangUp, Self.forbidden, Self.forbidden])
        try await Bench.with(graph) { bench in
            #expect(try await deliver(plan, bench).failure?.reason == .graphReplyLost)
            graph.refuse(Samples.group, "GET", unreadable)
            let doubted = try await deliver(plan, bench)
            #expect(doubted.failure?.reason == (status == 403 ? .graphForbidden : .graphUnavailable))
            #expect(try await bench.ledger.operation(plan.operations[0].key)?.state == .intended)
            graph.refuse(Samples.group, "GET", nil)
            #expect(try await deliver(plan, bench).types.contains(.operationApplied))
        }
    }

    @Test("doesn't call a change its own that Graph showed at the first call (I4)")
    func somebodyElses() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph(
            writes: [.answer(400, body: ScriptedGraph.alreadyExists)],
            refusing: [Samples.otherGroup: ["POST": Self.forbidden]])
        try await Bench.with(graph) { bench in
            let delivered = try await deliver(plan, bench)
            #expect(delivered.types.contains(.operationApplied))
            #expect(try await bench.ledger.operation(plan.operations[0].key)?.isOurChange == false)
            #expect(!graph.calls.contains("DELETE"))
        }
    }
}
