import Domain
import Entra
import Fleet
import Postgres
import TestSupport
import Testing

@testable import Executor

@Suite("A call whose reply was lost, and which has its effect much later")
struct LateEffectTests {
    private static let forbidden = CompensationTests.forbidden
    private static let later = ScriptedGraph.Act.hangUpAndWorkLater

    /// A bench on which such a call may take an hour.
    private func with(_ graph: ScriptedGraph, _ body: (Bench) async throws -> Void) async throws {
        try await Bench.with(graph, effectLimit: .seconds(3_600), body)
    }

    private func deliver(_ fact: Fact, _ bench: Bench) async throws -> StageOutcome {
        bench.clock.advance(by: 6)
        return try await bench.execute(fact)
    }

    private func deliver(_ plan: Plan, _ bench: Bench) async throws -> StageOutcome {
        bench.clock.advance(by: 6)
        return try await bench.execute(plan)
    }

    /// Reads everything back until it is proved; returns the types of what was stated.
    private func verify(_ plan: Plan, _ bench: Bench) async throws -> [EventType] {
        try await bench.verify(plan.operations.map(\.key), run: plan.run).map(\.type)
    }

    private func isWaiting(_ outcome: StageOutcome) -> Bool {
        guard case .later(let pause, _) = outcome else { return false }
        // As long as it may take, in steps that there are delay queues for.
        return pause == .seconds(600)
    }

    /// The hour passes.
    private func pass(_ bench: Bench) async throws {
        try await bench.ledger.client.pipeline([
            "UPDATE ledger.attempts SET committed_at = committed_at - interval '1 hour', began_at = began_at - interval '1 hour'",
            """
            UPDATE ledger.operations SET adding_until = adding_until - interval '1 hour',
                removing_until = removing_until - interval '1 hour'
            """,
        ])
    }

    @Test("is not taken back before that: what was removed would be there again (I3)")
    func undo() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph(writes: [Self.later], refusing: [Samples.otherGroup: ["POST": Self.forbidden]])
        try await with(graph) { bench in
            guard case .failed(let failure, _) = try await deliver(plan, bench) else {
                Issue.record("the reply was not lost")
                return
            }
            #expect(failure.reason == .graphReplyLost)
            // Called again at once, and known to be in place: the run turns back, and waits.
            #expect(isWaiting(try await deliver(plan, bench)))
            #expect(isWaiting(try await deliver(plan, bench)))
            graph.arrive()
            #expect(graph.journal == ["+" + Samples.group.description])
            try await pass(bench)
            guard case .done = try await deliver(plan, bench) else {
                Issue.record("not taken back")
                return
            }
            #expect(try await verify(plan, bench).contains(.runReverted))
            #expect(graph.groups.isEmpty && graph.effectiveWrites == 2)
        }
    }

    @Test("is not taken for refused before that, and no refusal makes it longer", arguments: [true, false])
    func refusal(hasEffect: Bool) async throws {
        let plan = try Samples.plan()
        let graph = ScriptedGraph(writes: [Self.later] + Array(repeating: Self.forbidden, count: 9))
        try await with(graph) { bench in
            _ = try await deliver(plan, bench)
            // Enough reads to prove an absence.
            for _ in 1...3 { #expect(isWaiting(try await deliver(plan, bench))) }
            #expect(try await bench.ledger.operation(plan.operations[0].key)?.state == .intended)
            if hasEffect {
                graph.arrive()
                _ = try await deliver(plan, bench)
                #expect(try await verify(plan, bench).contains(.runLanded))
                #expect(try await bench.ledger.operation(plan.operations[0].key)?.isOurChange == true)
            } else {
                // Only the call in question.
                try await bench.ledger.client.query(
                    "UPDATE ledger.attempts SET committed_at = committed_at - interval '1 hour' WHERE attempt = 1")
                for _ in 1...2 { _ = try await deliver(plan, bench) }
                #expect(try await bench.ledger.operation(plan.operations[0].key)?.state == .refused)
            }
        }
    }

    @Test("is not said to be kept before that, when Graph refuses to take it back")
    func refusedUndo() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph(
            writes: [.work, Self.forbidden, Self.later] + Array(repeating: Self.forbidden, count: 9))
        try await with(graph) { bench in
            for _ in 1...4 { _ = try await deliver(plan, bench) }
            let key = plan.operations[0].key
            #expect(try await bench.ledger.operation(key)?.isToBeUndone == true)
            graph.arrive()
            _ = try await deliver(plan, bench)
            #expect(try await bench.ledger.operation(key)?.undo?.evidence == .alreadySo)
            #expect(try await verify(plan, bench).contains(.runReverted))
        }
    }

    @Test("isn't followed by another request's opposite change before that, nor is anything begun out of turn")
    func opposite() async throws {
        let grant = try Samples.plan()
        let removal = try Samples.plan(
            ritm: #require(RITMNumber("RITM0010002")), groups: [Samples.group, Samples.otherGroup], action: .remove)
        let graph = ScriptedGraph(writes: [Self.later], groups: [Samples.otherGroup])
        try await with(graph) { bench in
            for _ in 1...2 { _ = try await deliver(grant, bench) }
            #expect(try await verify(grant, bench).contains(.runLanded))
            #expect(isWaiting(try await deliver(removal, bench)))
            #expect(graph.effectiveWrites == 1)
            graph.arrive()
            try await pass(bench)
            _ = try await deliver(removal, bench)
            #expect(try await verify(removal, bench).contains(.runLanded))
            #expect(graph.groups.isEmpty && graph.effectiveWrites == 3)
        }
    }

    @Test("isn't followed by a new start before that, nor does anybody rely on what it may take away")
    func lateUndo() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let other = try Samples.plan(ritm: #require(RITMNumber("RITM0010002")))
        let graph = ScriptedGraph(writes: [.work, Self.forbidden, Self.later])
        try await with(graph) { bench in
            for _ in 1...2 { _ = try await deliver(plan, bench) }
            #expect(try await verify(plan, bench).contains(.runReverted))
            // Somebody else has put the person into the group: the removal that is on its way would take them out.
            graph.add(Samples.user, to: Samples.group)
            guard case .later = try await deliver(other, bench) else {
                Issue.record("relied on it")
                return
            }
            #expect(try await bench.ledger.operation(other.operations[0].key)?.state == .planned)
            graph.remove(Samples.user, from: Samples.group)

            let retry = RunRetry(start: 2, askedBy: "Olga", askedAt: bench.clock.now)
            let asked = RetryRequested(plan: plan, approval: Samples.approval(of: plan), retry: retry)
            #expect(isWaiting(try await deliver(.retryRequested(asked), bench)))
            graph.arrive()
            try await pass(bench)
            _ = try await deliver(.retryRequested(asked), bench)
            #expect(try await verify(plan, bench).contains(.runLanded))
            #expect(graph.groups.contains(Samples.group.description))
        }
    }

    /// An addition of the person of that number, whose intent takes so long to be committed.
    private func addition(_ number: Int, after pause: Duration) throws -> ChangeRequest {
        let user = try #require(UserID("a0000000-0000-4000-8000-00000000000\(number)"))
        let key = OperationKey(ritm: Samples.ritm, user: user, group: Samples.group, action: .add)
        return ChangeRequest(
            key: key, action: .add, trace: Samples.trace, mayBeGathered: true,
            commit: { id in
                try await Task.sleep(for: pause)
                return .committed(LedgerAttempt(key: key, number: 1, clientRequestID: id))
            },
            recordUndecided: { _, _ in })
    }

    @Test("isn't made at all when committing its intent took as long as a call may take", arguments: [1, 2])
    func lateIntent(count: Int) async throws {
        let limit = Duration.milliseconds(100)
        try await Bench.with(ScriptedGraph(), window: .milliseconds(20), requestTimeout: limit) { bench in
            let changes = bench.execution.changes
            var results: [ChangeResult] = []
            try await withThrowingTaskGroup(of: ChangeResult.self) { group in
                for number in 1...count {
                    let request = try addition(number, after: limit * 2)
                    group.addTask { try await changes.make(request) }
                }
                for try await result in group { results.append(result) }
            }
            #expect(results.count == count && bench.graph.calls.isEmpty)
            for result in results {
                guard case .called(_, .failed(let failure)) = result.outcome else {
                    Issue.record("it was made")
                    continue
                }
                #expect(failure.reason == .graphUnavailable)
            }
        }
    }

    @Test("isn't overlooked where an executor that came later made it, and the first one hears that it is so")
    func twoExecutors() async throws {
        let plan = try Samples.plan()
        try await with(ScriptedGraph()) { bench in
            let ledger = bench.ledger
            let operation = try await ledger.open(Samples.mandate(plan), at: bench.clock.now).operations[0]
            guard
                case .committed(let first) = try await ledger.commitIntent(
                    operation, wasMember: false, clientRequestID: "call-1", at: bench.clock.now),
                let intended = try await ledger.operation(operation.key),
                case .committed(let second) = try await ledger.commitIntent(
                    intended, wasMember: nil, clientRequestID: "call-2", at: bench.clock.now)
            else {
                Issue.record("no intents")
                return
            }
            #expect(!first.followsUnknown && second.followsUnknown)
            #expect(try await ledger.others(besides: first, .forward).areUnclear)
            try await ledger.recordApplied(
                first, evidence: .alreadySo, correlation: Samples.correlation, at: bench.clock.now)
            #expect(try await ledger.operation(operation.key)?.isOurChange == true)
            #expect(try await ledger.wait(before: .remove, on: operation.key) > .seconds(3_000))
            #expect(try await ledger.wait(before: .add, on: operation.key) == .zero)
        }
    }

    @Test("isn't overlooked where its intent was committed while the first answer was being recorded")
    func intentMeanwhile() async throws {
        let plan = try Samples.plan()
        try await with(ScriptedGraph()) { bench in
            let ledger = bench.ledger
            let now = bench.clock.now
            let operation = try await ledger.open(Samples.mandate(plan), at: now).operations[0]
            guard
                case .committed(let first) = try await ledger.commitIntent(
                    operation, wasMember: false, clientRequestID: "call-1", at: now),
                let intended = try await ledger.operation(operation.key),
                case .committed = try await ledger.commitIntent(
                    intended, wasMember: nil, clientRequestID: "call-2", at: now)
            else {
                Issue.record("no intents")
                return
            }
            // The update that waits for the second intent sees the operation as that has left it, but not the attempt.
            try await ledger.client.query("DELETE FROM ledger.attempts WHERE attempt = 2")
            try await ledger.recordApplied(first, evidence: .accepted, correlation: Samples.correlation, at: now)
            #expect(try await ledger.wait(before: .remove, on: operation.key) > .seconds(3_000))
        }
    }

    @Test("isn't taken for ours where the later call was refused, and “already so” is somebody else's doing (I4)")
    func refusedLater() async throws {
        let plan = try Samples.plan()
        try await with(ScriptedGraph()) { bench in
            let ledger = bench.ledger
            let now = bench.clock.now
            let operation = try await ledger.open(Samples.mandate(plan), at: now).operations[0]
            guard
                case .committed(let first) = try await ledger.commitIntent(
                    operation, wasMember: false, clientRequestID: "call-1", at: now),
                let intended = try await ledger.operation(operation.key),
                case .committed(let second) = try await ledger.commitIntent(
                    intended, wasMember: nil, clientRequestID: "call-2", at: now)
            else {
                Issue.record("no intents")
                return
            }
            try await ledger.recordFailed(second, Failure(.graphForbidden, "403"), isDeclined: true, at: now)
            try await ledger.recordApplied(first, evidence: .alreadySo, correlation: Samples.correlation, at: now)
            #expect(try await ledger.operation(operation.key)?.isOurChange == false)
        }
    }
}
