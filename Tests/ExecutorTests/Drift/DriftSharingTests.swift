import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Executor

@Suite("Executors that watch for drift beside each other", .serialized)
struct DriftSharingTests {
    /// Runs that have landed, as their ends would leave them.
    private func land(_ count: Int, _ bench: Bench) async throws {
        for number in 1...count {
            let own = try #require(
                GroupID("b0000000-0000-4000-8000-\(String(1_000_000_000_000 + number).suffix(12))"))
            let plan = try Samples.plan(ritm: #require(RITMNumber("RITM\(2_000_000 + number)")), groups: [own])
            _ = try await bench.ledger.open(Samples.mandate(plan), at: bench.now)
        }
        try await bench.ledger.client.query("UPDATE ledger.operations SET state = 'verified', is_our_change = true")
        try await bench.ledger.client.query(
            "UPDATE ledger.runs SET outcome = 'landed', ended_at = \(bench.now)")
    }

    @Test("look at each membership once")
    func together() async throws {
        let count = 250
        try await Bench.with(ScriptedGraph(), limit: 1) { bench in
            try await land(count, bench)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 1...4 {
                    tasks.addTask {
                        while try await bench.ledger.watchEnded(limit: 20, interval: .seconds(86_400)) > 0 {}
                    }
                }
                try await tasks.waitForAll()
            }
            #expect(try await bench.rows("ledger.watched_memberships") == count)
            try await bench.ledger.client.query(
                "UPDATE ledger.watched_memberships SET next_look_at = clock_timestamp()")
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 1...4 {
                    tasks.addTask {
                        while try await bench.watch().look() {}
                    }
                }
                try await tasks.waitForAll()
            }
            #expect(bench.graph.calls.count == count)
        }
    }

    @Test("put a run under watch once for each of its starts, and look first after half an interval to a whole one")
    func watched() async throws {
        let interval = Duration.seconds(86_400)
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        try await Bench.with(ScriptedGraph()) { bench in
            _ = try await bench.execute(plan)
            #expect(try await bench.ledger.watchEnded(limit: 100, interval: interval) == 0)
            _ = try await bench.verify(plan.operations.map(\.key), run: plan.run)
            #expect(try await bench.ledger.watchEnded(limit: 100, interval: interval) == 1)
            #expect(try await bench.ledger.watchEnded(limit: 100, interval: interval) == 0)
            let early = try await bench.ledger.client.query(
                """
                SELECT 1 FROM ledger.watched_memberships
                WHERE next_look_at NOT BETWEEN clock_timestamp() + interval '11 hours' AND clock_timestamp() + interval '24 hours'
                """)
            #expect(early.isEmpty)
            #expect(try await bench.rows("ledger.watched_memberships") == 2)
            let rollback = RunRollback(start: 2, askedBy: "Olga Orlova", askedAt: bench.now, reason: "a mistake")
            _ = try await bench.execute(
                .rollbackRequested(
                    RollbackRequested(plan: plan, approval: Samples.approval(of: plan), rollback: rollback)))
            #expect(try await bench.ledger.watchEnded(limit: 100, interval: interval) == 0)
            _ = try await bench.verify(plan.operations.map(\.key), run: plan.run)
            #expect(try await bench.ledger.watchEnded(limit: 100, interval: interval) == 1)
            #expect(try await bench.rows("ledger.watched_memberships") == 2)
            #expect(try await bench.drifts().isEmpty)
        }
    }

    @Test("state what was found under the same ids, although one died after it had published, or the broker was gone")
    func statedAgain() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan())
            bench.graph.remove(Samples.user, from: Samples.group)
            try await bench.lookAgain(2)
            let first = Published()
            // Dies with the publish confirmed.
            let dying = DriftStatements(
                ledger: bench.ledger,
                publish: { emissions, _ in
                    first.add(emissions)
                    throw CancellationError()
                }, logger: bench.log.logger)
            #expect(try await dying.state() == 1)
            #expect(first.facts.drifted.count == 1)
            // Somebody else's for the moment.
            #expect(try await bench.stateDrifts().isEmpty)
            // It ends before anybody has stated it.
            bench.graph.add(Samples.user, to: Samples.group)
            try await bench.lookAgain(2)
            let second = Published()
            let facts = try await bench.stateDrifts(second)
            #expect(facts.map(\.type) == [.accessDrifted, .accessDriftEnded])
            #expect(second.ids.first == first.ids.first)
            #expect(try await bench.stateDrifts().isEmpty)
        }
    }

    @Test("state the end of a drift that ends while its beginning is being stated")
    func endMeanwhile() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan())
            bench.graph.remove(Samples.user, from: Samples.group)
            try await bench.lookAgain(2)
            let (drift, _) = try #require(
                try await bench.ledger.takeDrifts(limit: 1, lease: DriftStatements.lease).first
            ).get()
            bench.graph.add(Samples.user, to: Samples.group)
            try await bench.lookAgain(2)
            try await bench.ledger.recordStated(drift)
            #expect(try await bench.stateDrifts().map(\.type) == [.accessDriftEnded])
        }
    }

    @Test("count the drifts of a group one after the other, so that none of the numbers is left out, or there twice")
    func counted() async throws {
        let count = 40
        try await Bench.with(ScriptedGraph()) { bench in
            for number in 1...count {
                let person = try #require(
                    UserID("a0000000-0000-4000-8000-\(String(1_000_000_000_000 + number).suffix(12))"))
                let ritm = try #require(RITMNumber("RITM\(2_000_000 + number)"))
                let plan = try Plan(
                    ticket: Ticket(sysID: Samples.sysID, number: ritm),
                    beneficiary: Person(
                        id: person, userPrincipalName: "\(number)@contoso.example", displayName: "\(number)"),
                    operations: [
                        PlannedOperation(
                            key: OperationKey(ritm: ritm, user: person, group: Samples.group, action: .add),
                            entitlement: "entitlement", groupName: "APP-GROUP")
                    ], risk: .low, onPartialFailure: .keep, policyVersion: String(repeating: "ab", count: 32))
                _ = try await bench.ledger.open(Samples.mandate(plan), at: bench.now)
            }
            try await bench.ledger.client.query("UPDATE ledger.operations SET state = 'verified', is_our_change = true")
            try await bench.ledger.client.query(
                "UPDATE ledger.runs SET outcome = 'landed', ended_at = \(bench.now)")
            // Nobody is in the group.
            let drifted = try await bench.drifts().drifted
            #expect(drifted.map(\.numberInGroup).sorted() == Array(1...count))
        }
    }
}

extension Bench {
    func rows(_ table: String) async throws -> Int {
        try #require(try await ledger.client.query("SELECT count(*) AS count FROM \(unsafeRaw: table)").first)
            .decode("count")
    }
}
