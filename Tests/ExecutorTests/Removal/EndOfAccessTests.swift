import Domain
import Fleet
import Foundation
import TestSupport
import Testing

@testable import Executor

/// One after the other: all tests of the executor at once would need more connections than the server of the tests has.
@Suite("An access that has come to its end", .serialized)
struct EndOfAccessTests {
    static let day = 86_400.0
    static let until = Samples.at + 30 * day
    static let removal = Samples.key().opposite

    /// An access that was granted until then, and is due to be removed.
    private func due(_ bench: Bench) async throws -> AccessEndDue {
        try await bench.carryOut(try Samples.plan(until: Self.until))
        bench.clock.advance(by: 31 * Self.day)
        return try #require(try await bench.sweep().due.first)
    }

    private func ended(_ facts: [Fact]) throws -> AccessEnded {
        let ends = facts.compactMap { fact -> AccessEnded? in
            switch fact {
            case .accessEnded(let ended), .accessEndFailed(let ended): ended
            default: nil
            }
        }
        return try #require(ends.last)
    }

    private func renewal(_ number: Int = 2, until: Date? = until + 60 * day) throws -> Plan {
        try Samples.plan(ritm: #require(RITMNumber("RITM001000\(number)")), until: until)
    }

    @Test("is removed by a run of its own, proved by several reads, and never said to be the run of its request")
    func removed() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            let due = try await due(bench)
            let facts = try await bench.carryOut(due)
            #expect(
                facts.map(\.type) == [
                    .operationApplied, .operationVerificationDue, .operationVerified, .accessEnded,
                ])
            let ended = try ended(facts)
            #expect(ended.isProved)
            #expect(ended.outcome.key == Self.removal && ended.outcome.isOurChange)
            #expect(ended.dueAt == Self.until)
            #expect(ended.run != due.plan.run)
            #expect(bench.graph.groups.isEmpty)
            #expect(try await bench.removal(Self.removal).state == .ended)
            // Reads before and after, and the call: nobody waits for them.
            #expect(bench.backgroundPayments.count == 4)

            // However often it comes again.
            let again = try await bench.carryOut(due)
            #expect(try self.ended(again) == ended)
            #expect(bench.graph.effectiveWrites == 2)
            // The run that granted has landed, and stays so.
            #expect(try await bench.ledger.end(due.plan.run, at: bench.now).map(\.type) == [.runLanded])
        }
    }

    @Test("that somebody has taken away already is read back, and nothing is called")
    func goneAlready() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            let due = try await due(bench)
            bench.graph.remove(Samples.user, from: Samples.group)
            let ended = try ended(try await bench.carryOut(due))
            #expect(ended.isProved && !ended.outcome.isOurChange)
            #expect(bench.graph.effectiveWrites == 1)
        }
    }

    @Test("is removed once, although the answer is lost (I3)")
    func replyLost() async throws {
        try await Bench.with(ScriptedGraph(writes: [.work, .workAndHangUp])) { bench in
            let due = try await due(bench)
            let lost = try await bench.execute(.accessEndDue(due))
            #expect(lost.facts.map(\.type) == [.operationAttemptFailed])
            let ended = try ended(try await bench.carryOut(due))
            #expect(ended.isProved && ended.outcome.isOurChange)
            #expect(bench.graph.effectiveWrites == 2)
        }
    }

    @Test("that Graph refuses to remove says so, and a later request can still take its place")
    func refused() async throws {
        let graph = ScriptedGraph(refusing: [Samples.group: ["DELETE": CompensationTests.forbidden]])
        try await Bench.with(graph) { bench in
            let due = try await due(bench)
            let facts = try await bench.execute(.accessEndDue(due)).facts
            #expect(facts.map(\.type) == [.operationRefused, .accessEndFailed])
            #expect(try ended(facts).outcome.failure?.reason == .graphForbidden)
            #expect(try await bench.removal(Self.removal).state == .failed)
            bench.clock.advance(by: Self.day)
            #expect(try await bench.sweep().facts.isEmpty)

            try await bench.carryOut(try renewal())
            #expect(try await bench.plannedRemovals().map(\.state) == [.void, .live])
        }
    }

    @Test("and was renewed after it had been asked for is not removed")
    func renewedAfterSweep() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            let due = try await due(bench)
            try await bench.carryOut(try renewal())
            #expect(try await bench.execute(.accessEndDue(due)) == .done())
            #expect(bench.graph.groups == [Samples.group.description])
            #expect(bench.graph.effectiveWrites == 1)
            // It ends by the renewal, once.
            bench.clock.advance(by: 100 * Self.day)
            let later = try await bench.sweep().due
            #expect(later.map(\.plan.ticket.number.description) == ["RITM0010002"])
            try await bench.carryOut(later[0])
            #expect(bench.graph.groups.isEmpty)
        }
    }

    @Test("waits for a renewal that has begun: right before the call it is asked whether it is still due")
    func renewedBeforeCall() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            let due = try await due(bench)
            let (ledger, now) = (bench.ledger, bench.now)
            let ending = try Mandate(plan: due.plan, approval: due.approval, ending: due.key)
            guard case .run(let run) = try await ledger.openEnd(ending, at: now) else {
                Issue.record("the run that ends the access isn't in the ledger")
                return
            }
            let opened = run.operations[0]
            let renewal = try renewal()
            let wanted = try await ledger.open(Samples.mandate(renewal), at: now).operations[0]
            // Known, and not begun: it goes first, so that the access goes on without a break.
            func intend(_ row: LedgerOperation) async throws -> Ledger.Intent {
                try await ledger.commitIntent(row, wasMember: true, clientRequestID: UUID().uuidString, at: now)
            }
            #expect(try await intend(opened) == .pairIsBusy)
            // Relied on, also where the removal is looked at anew, and where it is proved, but the run hasn't ended.
            #expect(
                try await ledger.recordSatisfied(wanted, wasMember: true, correlation: Samples.correlation, at: now))
            let fresh = try #require(try await ledger.operation(due.key))
            #expect(try await intend(fresh) == .pairIsBusy)
            let satisfied = try #require(try await ledger.operation(wanted.key))
            _ = try await ledger.recordRead(satisfied, agrees: true, needed: 1, at: now)
            let afterProof = try #require(try await ledger.operation(due.key))
            #expect(try await intend(afterProof) == .pairIsBusy)
            #expect(try await bench.execute(.accessEndDue(due)).isLater)
            // And when the renewal has ended, it isn't due any more.
            _ = try await ledger.end(renewal.run, at: now)
            let afterEnd = try #require(try await ledger.operation(due.key))
            #expect(try await intend(afterEnd) == .pairIsBusy)
            #expect(try await bench.execute(.accessEndDue(due)) == .done())
            #expect(try await ledger.end(#require(due.run), at: now).isEmpty)
            #expect(bench.graph.groups == [Samples.group.description])
            #expect(try await ledger.operation(due.key)?.state == .planned)
        }
    }

    @Test("goes first where its removal has begun: the request that comes second finds it gone, and adds it again")
    func begunFirst() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            let due = try await due(bench)
            _ = try await bench.execute(.accessEndDue(due))
            let renewal = try renewal()
            #expect(try await bench.execute(renewal).isLater)
            _ = try await bench.verify([due.key], run: #require(due.run), purpose: .end)
            try await bench.carryOut(renewal)
            #expect(try await bench.plannedRemovals().map(\.state) == [.ended, .live])
            #expect(bench.graph.groups == [Samples.group.description])
            #expect(bench.graph.effectiveWrites == 3)
        }
    }

    @Test("is either removed or renewed when both are tried at once, and ends once in either case")
    func race() async throws {
        for _ in 1...5 {
            try await Bench.with(ScriptedGraph()) { bench in
                let due = try await due(bench)
                let renewal = try renewal()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await bench.execute(.accessEndDue(due)) }
                    group.addTask { _ = try await bench.execute(renewal) }
                    try await group.waitForAll()
                }
                for _ in 1...3 {
                    try await bench.carryOut(due)
                    try await bench.carryOut(renewal)
                }
                #expect(bench.graph.groups == [Samples.group.description])
                let states = try await bench.plannedRemovals().map(\.state)
                #expect(states == [.void, .live] || states == [.ended, .live])
                #expect(bench.graph.effectiveWrites == (states[0] == .void ? 1 : 3))
            }
        }
    }

    @Test("is never removed before the end that was approved, whatever asks for it (I5)")
    func early() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan(until: Self.until))
            let due = try await due(bench, of: Self.removal)
            #expect(try await bench.execute(.accessEndDue(due)) == .later(.seconds(3_600)))
            bench.clock.advance(by: Self.until.timeIntervalSince(bench.now) - 0.25)
            #expect(try await bench.execute(.accessEndDue(due)) == .later(.seconds(1)))
            #expect(try await bench.removal(Self.removal).state == .live)
            #expect(bench.graph.effectiveWrites == 1)
            bench.clock.advance(by: 0.25)
            #expect(try ended(try await bench.carryOut(due)).isProved)
        }
    }

    @Test("is never removed without the approval of exactly the plan that has the end (I5)")
    func withoutMandate() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            var due = try await due(bench)
            due.approval.planDigest = try renewal().digest
            await #expect(throws: Failure.self) { try await bench.execute(.accessEndDue(due)) }
            let other = try await self.due(bench, of: Samples.key(Samples.otherGroup).opposite)
            await #expect(throws: Failure.self) { try await bench.execute(.accessEndDue(other)) }
            #expect(bench.graph.groups == [Samples.group.description])
        }
    }

    private func due(_ bench: Bench, of key: OperationKey) async throws -> AccessEndDue {
        let plan = try Samples.plan(until: Self.until)
        return AccessEndDue(plan: plan, approval: Samples.approval(of: plan), key: key)
    }
}
