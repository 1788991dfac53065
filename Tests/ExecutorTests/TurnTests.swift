import Domain
import Fleet
import TestSupport
import Testing

@testable import Executor

@Suite("Requests that have memberships in common")
struct TurnTests {
    private static let third = GroupID("b0000000-0000-4000-8000-000000000003")!

    private func plan(_ number: Int, _ groups: [GroupID]) throws -> Plan {
        try Samples.plan(ritm: #require(RITMNumber("RITM001000\(number)")), groups: groups)
    }

    /// Delivers a plan once more, and reads back what it has changed.
    /// - Returns: what was stated.
    private func deliver(_ plan: Plan, _ bench: Bench) async throws -> [EventType] {
        let handler = bench.handler()
        let context = HandlingContext(attempt: 1, trace: Samples.trace, body: [], logger: bench.log.logger)
        let fact = RequestApproved(plan: plan, approval: Samples.approval(of: plan))
        var outcomes = [try await handler.handle(Samples.event(.requestApproved(fact)), context: context)]
        for operation in plan.operations {
            for _ in 1...2 {
                bench.clock.advance(by: 6)
                let due = OperationVerificationDue(ticket: plan.ticket, run: plan.run, key: operation.key)
                let event = Samples.event(.operationVerificationDue(due))
                outcomes.append(try await bench.verification.handle(event, context: context))
            }
        }
        return outcomes.flatMap { outcome -> [EventType] in
            switch outcome {
            case .done(let emissions), .later(_, let emissions), .failed(_, let emissions): emissions.map(\.fact.type)
            }
        }
    }

    @Test("and name them in opposite orders never wait for each other: both land (I2)")
    func opposite() async throws {
        let earlier = try plan(1, [Samples.otherGroup, Samples.group])
        let later = try plan(2, [Samples.group, Samples.otherGroup])
        try await Bench.with(ScriptedGraph()) { bench in
            // The later one has begun before the earlier one is known.
            _ = try await bench.deliver(later)
            #expect(try await deliver(earlier, bench).contains(.operationApplied) == false)
            #expect(try await deliver(later, bench).contains(.runLanded))
            #expect(try await deliver(earlier, bench).contains(.runLanded))
            #expect(bench.graph.effectiveWrites == 2)
        }
    }

    @Test("in a ring come to their ends, too, all at once")
    func ring() async throws {
        let plans = try [
            plan(1, [Samples.group, Samples.otherGroup]), plan(2, [Samples.otherGroup, Self.third]),
            plan(3, [Self.third, Samples.group]),
        ]
        try await Bench.with(ScriptedGraph()) { bench in
            var landed: Set<RunID> = []
            for _ in 1...4 {
                landed = try await withThrowingTaskGroup(of: RunID?.self) { group in
                    for plan in plans {
                        group.addTask { try await deliver(plan, bench).contains(.runLanded) ? plan.run : nil }
                    }
                    return try await group.reduce(into: landed) { if let run = $1 { $0.insert(run) } }
                }
            }
            #expect(landed.count == 3)
            #expect(bench.graph.effectiveWrites == 3)
        }
    }

    @Test("wait without having begun what comes after that")
    func nothingOutOfTurn() async throws {
        let first = try plan(1, [Samples.group])
        let second = try plan(2, [Samples.otherGroup, Samples.group])
        try await Bench.with(ScriptedGraph()) { bench in
            _ = try await bench.deliver(first)
            _ = try await deliver(second, bench)
            #expect(bench.graph.journal == ["+\(Samples.group)"])
            #expect(try await deliver(first, bench).contains(.runLanded))
            #expect(try await deliver(second, bench).contains(.runLanded))
            #expect(bench.graph.journal == ["+\(Samples.group)", "+\(Samples.otherGroup)"])
        }
    }
}
