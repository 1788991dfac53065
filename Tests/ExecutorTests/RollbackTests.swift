import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Executor

/// One after the other, for the sake of the server's connections.
@Suite("A run is taken back because a person wishes it", .serialized)
struct RollbackTests {
    private static let forbidden = CompensationTests.forbidden
    private static let (one, two) = (Samples.group.description, Samples.otherGroup.description)

    private func asked(_ plan: Plan, start: Int = 2) -> Fact {
        .rollbackRequested(
            RollbackRequested(
                plan: plan, approval: Samples.approval(of: plan),
                rollback: RunRollback(
                    start: start, askedBy: "Olga Orlova", askedAt: Samples.at + 60, reason: "granted by mistake",
                    agreedBy: "Per Persson")))
    }

    private func ends(_ facts: [Fact]) -> [RunEnded] {
        Set(facts).compactMap { fact in
            switch fact {
            case .runLanded(let ended), .runReverted(let ended), .runStuck(let ended): ended
            default: nil
            }
        }
    }

    private func refusal(_ outcome: StageOutcome) -> RollbackRefusal? {
        guard outcome.facts.count == 1, case .rollbackRefused(let refused)? = outcome.facts.first else { return nil }
        return refused.refusal
    }

    /// Asks for it, and carries it out to its end.
    private func rollBack(_ plan: Plan, start: Int = 2, _ bench: Bench) async throws -> [Fact] {
        let begun = try await bench.execute(asked(plan, start: start)).facts
        return begun + (try await bench.verify(plan.operations.map(\.key), run: plan.run))
    }

    @Test("after it landed: in reverse, read back, and once, however often it is asked for")
    func landed() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph()
        try await Bench.with(graph) { bench in
            try await bench.carryOut(plan)
            let facts = try await rollBack(plan, bench)
            let end = try #require(ends(facts).first)
            #expect(end.start == 2 && end.rollback?.askedBy == "Olga Orlova" && end.rollback?.agreedBy == "Per Persson")
            #expect(end.outcomes.map(\.state) == [.reverted, .reverted])
            #expect(facts.contains { $0.type == .runReverted } && !facts.contains { $0.type == .runStarted })
            #expect(graph.journal == ["+" + Self.one, "+" + Self.two, "-" + Self.two, "-" + Self.one])

            let approved = Fact.requestApproved(RequestApproved(plan: plan, approval: Samples.approval(of: plan)))
            for late in [asked(plan), approved] {
                #expect(ends(try await bench.execute(late).facts) == [end])
            }
            #expect(refusal(try await bench.execute(asked(plan, start: 3))) == .nothingInPlace)
            #expect(graph.effectiveWrites == 4)
        }
    }

    @Test("and leaves what was there before (I4)")
    func othersStay() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph(groups: [Samples.group])
        try await Bench.with(graph) { bench in
            try await bench.carryOut(plan)
            let end = try #require(ends(try await rollBack(plan, bench)).first)
            #expect(end.outcomes.map(\.state) == [.verified, .reverted])
            #expect(graph.groups == [Self.one] && graph.journal == ["+" + Self.two, "-" + Self.two])
        }
    }

    @Test("and a stuck one, with what it could not take back before")
    func stuck() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph(refusing: [
            Samples.group: ["DELETE": Self.forbidden], Samples.otherGroup: ["POST": Self.forbidden],
        ])
        try await Bench.with(graph) { bench in
            #expect(try await bench.carryOut(plan).contains { $0.type == .runStuck })
            // It is refused again: stuck again, and still to be taken back.
            let second = try await rollBack(plan, bench)
            #expect(second.contains { $0.type == .runStuck } && ends(second).map(\.start) == [2])
            graph.refuse(Samples.group, "DELETE", nil)
            let third = try await rollBack(plan, start: 3, bench)
            #expect(ends(third).first?.outcomes.map(\.state) == [.reverted, .refused])
            #expect(graph.groups.isEmpty && graph.journal == ["+" + Self.one, "-" + Self.one])
        }
    }

    @Test("but not while it is carried out, before it has begun, or where its end isn't the one that is meant")
    func refused() async throws {
        let plan = try Samples.plan()
        try await Bench.with(ScriptedGraph()) { bench in
            #expect(refusal(try await bench.execute(asked(plan))) == .noSuchEnd)
            _ = try await bench.execute(plan)
            #expect(refusal(try await bench.execute(asked(plan))) == .underWay)
            #expect(refusal(try await bench.execute(asked(plan, start: 3))) == .noSuchEnd)
        }
    }

    @Test("and isn't granted again by a retry")
    func noRetry() async throws {
        let plan = try Samples.plan()
        let graph = ScriptedGraph()
        try await Bench.with(graph) { bench in
            try await bench.carryOut(plan)
            _ = try await rollBack(plan, bench)
            let retry = RunRetry(start: 3, askedBy: "Olga", askedAt: Samples.at)
            let outcome = try await bench.execute(
                .retryRequested(RetryRequested(plan: plan, approval: Samples.approval(of: plan), retry: retry)))
            guard case .retryRefused(let refused)? = outcome.facts.first else {
                Issue.record("not refused: \(outcome)")
                return
            }
            #expect(refused.refusal == .rolledBack && graph.groups.isEmpty)
        }
    }

    @Test("but not over a later request, whether that relies on what is in place or has changed it")
    func reliedOn() async throws {
        let later = try #require(RITMNumber("RITM0010002"))
        for action in [MembershipAction.add, .remove] {
            let plan = try Samples.plan()
            let other = try Samples.plan(ritm: later, action: action)
            let graph = ScriptedGraph()
            try await Bench.with(graph) { bench in
                try await bench.carryOut(plan)
                #expect(ends(try await bench.carryOut(other)).map(\.isProved) == [true])
                #expect(refusal(try await bench.execute(asked(plan))) == .superseded)
                // The later one can be taken back; then the earlier one, too, if anything of it is left.
                #expect(ends(try await rollBack(other, bench)).map(\.start) == [2])
                #expect(graph.groups == [Self.one])
            }
        }
    }

    @Test(
        "and whoever comes to rely on it at the same moment either does so first, or finds it gone",
        arguments: [true, false])
    func atTheSameMoment(reliesFirst: Bool) async throws {
        let later = try #require(RITMNumber("RITM0010002"))
        let plan = try Samples.plan()
        let other = try Samples.plan(ritm: later)
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(plan)
            let (ledger, now) = (bench.ledger, bench.now)
            let relying = try await ledger.open(Samples.mandate(other), at: now).operations[0]
            let rollback = RunRollback(start: 2, askedBy: "Olga", askedAt: now, reason: "r")
            // The one as far as its commit, while the other begins.
            let second: Task<Bool, any Error> = try await ledger.client.transaction { transaction in
                let second: Task<Bool, any Error>
                if reliesFirst {
                    try await transaction.query(PairTurn.lockOfVerified(besides: relying.key))
                    try await transaction.query(
                        """
                        UPDATE ledger.operations SET state = 'satisfied', version = nextval('ledger.versions')
                        WHERE key = \(relying.key.description)
                        """)
                    second = Task {
                        if case .run = try await ledger.rollBack(Samples.mandate(plan), rollback, at: now) {
                            true
                        } else {
                            false
                        }
                    }
                } else {
                    try await transaction.query(
                        """
                        UPDATE ledger.operations SET state = 'reverting', version = nextval('ledger.versions')
                        WHERE key = \(plan.operations[0].key.description)
                        """)
                    second = Task {
                        try await ledger.recordSatisfied(
                            relying, wasMember: true, correlation: Samples.correlation, at: now)
                    }
                }
                try await waitUntil("the second waiting for the first") {
                    try await !ledger.client.query(
                        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                    ).isEmpty
                }
                return second
            }
            #expect(try await !second.value)
        }
    }

    @Test("with the end that was planned for it; and an end whose place it had taken is in charge again")
    func ends() async throws {
        let until = Samples.at + 30 * 86_400
        let first = try Samples.plan(until: until)
        let later = try #require(RITMNumber("RITM0010002"))
        for laterEnd in [until + 86_400, nil] {
            let renewal = try Samples.plan(ritm: later, until: laterEnd)
            let graph = ScriptedGraph()
            try await Bench.with(graph) { bench in
                try await bench.carryOut(first)
                try await bench.carryOut(renewal)
                #expect(try await bench.plannedRemovals().map(\.state) == (laterEnd == nil ? [.void] : [.void, .live]))
                #expect(ends(try await rollBack(renewal, bench)).map(\.start) == [2])
                let removals = try await bench.plannedRemovals()
                #expect(removals.map(\.state) == (laterEnd == nil ? [.live] : [.live, .void]))
                #expect(removals[0].dueAt == until && graph.groups == [Self.one])
                // And when what had granted it is taken back as well, there is nothing to end.
                #expect(ends(try await rollBack(first, bench)).map(\.start) == [2])
                #expect(try await bench.plannedRemovals()[0].state == .void && graph.groups.isEmpty)
            }
        }
    }
}
