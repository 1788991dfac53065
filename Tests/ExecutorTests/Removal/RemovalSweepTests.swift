import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Executor

/// One after the other: all tests of the executor at once would need more connections than the server of the tests has.
@Suite("The sweep for ends of access", .serialized)
struct RemovalSweepTests {
    static let day = 86_400.0
    static let until = Samples.at + 30 * day

    @Test("reminds once, so long before the end as is configured, and asks for the removal when its time has come")
    func inTime() async throws {
        let plan = try Samples.plan(until: Self.until)
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(plan)
            #expect(try await bench.sweep().facts.isEmpty)
            bench.clock.advance(by: 23 * Self.day)
            let reminded = try await bench.sweep()
            #expect(reminded.reminders.map(\.removal.key) == [Samples.key().opposite])
            #expect(reminded.reminders.map(\.endsAt) == [Self.until])
            #expect(reminded.facts.count == 1)
            for _ in 1...6 {
                bench.clock.advance(by: Self.day)
                #expect(try await bench.sweep().facts.isEmpty)
            }
            bench.clock.advance(by: Self.day)
            let due = try await bench.sweep()
            #expect(due.due.map(\.key) == [Samples.key().opposite])
            #expect(due.due.map(\.plan) == [plan])
            #expect(due.facts.count == 1)
            #expect(try await bench.removal(Samples.key().opposite).state == .started)
        }
    }

    @Test("doesn't remind of an end that an outage has outlasted, nor of one that was near from the start")
    func noReminder() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan(until: Self.until))
            let short = try Samples.plan(
                ritm: #require(RITMNumber("RITM0010002")), groups: [Samples.otherGroup],
                until: Samples.at + 5 * Self.day)
            try await bench.carryOut(short)
            bench.clock.advance(by: 4 * Self.day)
            #expect(try await bench.sweep().facts.isEmpty)
            bench.clock.advance(by: 400 * Self.day)
            let found = try await bench.sweep()
            #expect(found.reminders.isEmpty)
            #expect(found.due.count == 2)
        }
    }

    @Test("states again what the broker didn't take, under the same id, when the lease is over")
    func brokerGone() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan(until: Self.until))
            for (days, type) in [(24.0, EventType.accessEnding), (6, .accessEndDue)] {
                bench.clock.advance(by: days * Self.day)
                let lost = Published()
                let sweep = bench.sweep { emissions, _ in
                    lost.add(emissions)
                    throw BrokerIsGone()
                }
                #expect(try await sweep.sweep() == 1)
                #expect(lost.facts.map(\.type) == [type])
                #expect(try await bench.removal(Samples.key().opposite).state == .live)
                // Somebody else's for the moment.
                #expect(try await bench.sweep().facts.isEmpty)
                bench.clock.advance(by: RemovalSweep.lease)
                #expect(try await bench.sweep().ids == lost.ids)
                #expect(try await bench.sweep().ids.isEmpty)
            }
        }
    }

    @Test(
        "states again what was published, but not noted: a crash between the two loses nothing, and removes nothing twice"
    )
    func crashAfterPublish() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan(until: Self.until))
            bench.clock.advance(by: 31 * Self.day)
            let first = Published()
            // Dies with the publish confirmed.
            _ = try await bench.sweep { emissions, _ in
                first.add(emissions)
                throw CancellationError()
            }.sweep()
            bench.clock.advance(by: RemovalSweep.lease)
            let second = try await bench.sweep()
            #expect(first.ids == second.ids)
            for due in first.due + second.due { try await bench.carryOut(due) }
            #expect(bench.graph.effectiveWrites == 2)
            #expect(try await bench.removal(Samples.key().opposite).state == .ended)
        }
    }

    @Test("finds everything that is overdue, each once, however many executors look at once")
    func many() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            let count = 250
            for number in 1...count {
                let group = try #require(
                    GroupID("b0000000-0000-4000-8000-\(String(1_000_000_000_000 + number).suffix(12))"))
                let plan = try Samples.plan(
                    ritm: #require(RITMNumber("RITM\(2_000_000 + number)")), groups: [group], until: Self.until)
                _ = try await bench.ledger.open(Samples.mandate(plan), at: bench.now)
            }
            // As the ends of their runs would leave them.
            try await bench.ledger.client.query("UPDATE ledger.removals SET state = 'live', next_look_at = due_at")
            bench.clock.advance(by: 31 * Self.day)
            let published = Published()
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 1...4 {
                    tasks.addTask {
                        let sweep = bench.sweep { emissions, _ in published.add(emissions) }
                        while try await sweep.sweep() > 0 {}
                    }
                }
                try await tasks.waitForAll()
            }
            #expect(published.due.count == count)
            #expect(Set(published.due.map(\.key)).count == count)
        }
    }

    @Test("asks again for a removal of which nothing came, whatever became of the message")
    func lostMessage() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try Samples.plan(until: Self.until))
            bench.clock.advance(by: 31 * Self.day)
            #expect(try await bench.sweep().due.count == 1)
            bench.clock.advance(by: Ledger.patience - 1)
            #expect(try await bench.sweep().due.isEmpty)
            bench.clock.advance(by: 1)
            let again = try await bench.sweep().due
            #expect(again.count == 1)
            try await bench.carryOut(again[0])
            bench.clock.advance(by: 10 * Self.day)
            #expect(try await bench.sweep().facts.isEmpty)
        }
    }

    @Test("is longer patient than any delay queue, so that a message that waits gets no copy")
    func patience() {
        let longest = RetryRung.allCases.map { $0.delay / .seconds(1) }.max() ?? .infinity
        #expect(Ledger.patience > longest)
    }

    @Test(
        "decides by the row alone",
        arguments: [
            (-1.0, nil, nil, RemovalStep.remove), (0, nil, nil, .remove), (10, nil, nil, .wait(until: Samples.at + 10)),
            (10, 5, nil, .wait(until: Samples.at + 5)), (10, 0, nil, .remind), (10, -5, nil, .remind),
            (10, -5, -4, .wait(until: Samples.at + 10)), (-1, -5, nil, .remove),
        ] as [(Double, Double?, Double?, RemovalStep)])
    func step(dueIn: Double, remindIn: Double?, remindedIn: Double?, expected: RemovalStep) {
        let removal = LedgerRemoval(
            key: Samples.key().opposite, state: .live, dueAt: Samples.at + dueIn,
            remindAt: remindIn.map { Samples.at + $0 }, remindedAt: remindedIn.map { Samples.at + $0 })
        #expect(RemovalStep.next(for: removal, at: Samples.at) == expected)
    }
}
