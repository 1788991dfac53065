import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Executor

/// One after the other: all tests of the executor at once would need more connections than the server of the tests has.
@Suite("The removal that ends an access", .serialized)
struct PlannedRemovalTests {
    static let day = 86_400.0
    static let until = Samples.at + 30 * day
    static let removal = Samples.key().opposite

    private func plan(
        _ number: Int = 1, groups: [GroupID] = [Samples.group], action: MembershipAction = .add,
        until: Date? = until
    ) throws -> Plan {
        try Samples.plan(
            ritm: #require(RITMNumber("RITM001000\(number)")), groups: groups, action: action, until: until)
    }

    private func key(_ number: Int, _ group: GroupID = Samples.group) throws -> OperationKey {
        Samples.key(group, ritm: try #require(RITMNumber("RITM001000\(number)")), action: .remove)
    }

    private func ended(_ facts: [Fact]) throws -> RunEnded {
        let ends = facts.compactMap { fact -> RunEnded? in
            switch fact {
            case .runLanded(let ended), .runReverted(let ended), .runStuck(let ended): ended
            default: nil
            }
        }
        return try #require(ends.last)
    }

    private func cancellations(_ facts: [Fact]) -> [AccessEndCancelled] {
        facts.compactMap { if case .accessEndCancelled(let cancelled) = $0 { cancelled } else { nil } }
    }

    // MARK: - Granting

    @Test("is planned with its addition, under its own key, and waits for its time when that is proved")
    func planned() async throws {
        let plan = try plan(groups: [Samples.group, Samples.otherGroup])
        try await Bench.with(ScriptedGraph()) { bench in
            for _ in 1...2 { _ = try await bench.ledger.open(Samples.mandate(plan), at: bench.now) }
            let planned = try await bench.plannedRemovals()
            #expect(planned.map(\.key) == [Samples.key().opposite, Samples.key(Samples.otherGroup).opposite])
            #expect(planned.allSatisfy { $0.state == .planned && $0.dueAt == Self.until })

            let ended = try ended(try await bench.carryOut(plan))
            let live = try await bench.plannedRemovals()
            #expect(live.allSatisfy { $0.state == .live && $0.dueAt == Self.until })
            #expect(live.allSatisfy { $0.remindAt == Self.until - 7 * Self.day })
            #expect(ended.outcomes.map(\.end) == [PlannedEnd(at: Self.until), PlannedEnd(at: Self.until)])
        }
    }

    @Test("isn't planned for a request without an end")
    func withoutEnd() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            let ended = try ended(try await bench.carryOut(try plan(until: nil)))
            #expect(try await bench.plannedRemovals().isEmpty)
            #expect(ended.outcomes.map(\.end) == [nil])
        }
    }

    @Test("is void for what was there before, and the run says so (I4)")
    func wasThere() async throws {
        try await Bench.with(ScriptedGraph(groups: [Samples.group])) { bench in
            let ended = try ended(try await bench.carryOut(try plan(groups: [Samples.group, Samples.otherGroup])))
            #expect(try await bench.removal(Self.removal).cancellation == .wasMember)
            #expect(try await bench.removal(try key(1, Samples.otherGroup)).state == .live)
            #expect(ended.outcomes.map(\.end) == [PlannedEnd(cancelled: .wasMember), PlannedEnd(at: Self.until)])
            bench.clock.advance(by: 31 * Self.day)
            for due in try await bench.sweep().due { try await bench.carryOut(due) }
            #expect(bench.graph.groups == [Samples.group.description])
        }
    }

    @Test("is void for what the run has taken back")
    func reverted() async throws {
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": CompensationTests.forbidden]])
        try await Bench.with(graph) { bench in
            let ended = try ended(try await bench.carryOut(try plan(groups: [Samples.group, Samples.otherGroup])))
            #expect(ended.outcomes.map(\.state) == [.reverted, .refused])
            #expect(try await bench.plannedRemovals().map(\.cancellation) == [.notGranted, .notGranted])
            #expect(ended.outcomes.map(\.end) == [nil, nil])
            bench.clock.advance(by: 31 * Self.day)
            #expect(try await bench.sweep().facts.isEmpty)
        }
    }

    @Test("waits for its time also where the run is stuck, for what it has granted all the same")
    func stuck() async throws {
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": CompensationTests.forbidden]])
        try await Bench.with(graph) { bench in
            let plan = try Samples.plan(
                groups: [Samples.group, Samples.otherGroup], onPartialFailure: .keep, until: Self.until)
            #expect(try await bench.carryOut(plan).contains { $0.type == .runStuck })
            #expect(try await bench.plannedRemovals().map(\.state) == [.live, .void])
        }
    }

    @Test("isn't needed where the end is over before the run has begun: nothing is granted")
    func overBefore() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            bench.clock.advance(by: 30 * Self.day)
            let facts = try await bench.carryOut(try plan())
            #expect(try ended(facts).outcomes.map { $0.failure?.reason } == [.policyEndPast])
            #expect(facts.contains { $0.type == .runReverted })
            #expect(bench.graph.calls.isEmpty)
        }
    }

    // MARK: - Renewing

    @Test("gives way to that of a later request with an end, which says so; the later of the two ends counts")
    func renewed() async throws {
        for (days, expected) in [(60.0, 60.0), (10, 30)] {
            try await Bench.with(ScriptedGraph()) { bench in
                try await bench.carryOut(try plan(1))
                let renewal = try plan(2, until: Samples.at + days * Self.day)
                let facts = try await bench.carryOut(renewal)
                let (old, new) = (try await bench.removal(Self.removal), try await bench.removal(try key(2)))
                #expect(old.state == .void && old.cancellation == .renewed)
                #expect(new.state == .live && new.dueAt == Samples.at + expected * Self.day)
                #expect(try ended(facts).outcomes.map(\.end) == [PlannedEnd(at: new.dueAt)])
                let told = cancellations(facts)
                #expect(told.map(\.removal.key) == [Self.removal])
                #expect(told.map(\.by) == renewal.operations.map(\.key))
                #expect(told.map(\.endsAt) == [new.dueAt])
                #expect(bench.graph.effectiveWrites == 1)

                // However often it comes again, the same is stated, and nothing is moved twice.
                #expect(cancellations(try await bench.carryOut(renewal)).allSatisfy { $0 == told[0] })
                #expect(try await bench.removal(try key(2)) == new)
            }
        }
    }

    @Test("is void when a later request without an end makes the access permanent, or one removes it")
    func released() async throws {
        for (action, cancellation) in [(MembershipAction.add, RemovalCancellation.madePermanent), (.remove, .removed)] {
            try await Bench.with(ScriptedGraph()) { bench in
                try await bench.carryOut(try plan(1))
                let later = try plan(2, action: action, until: nil)
                let told = cancellations(try await bench.carryOut(later))
                #expect(told.map(\.cancellation) == [cancellation])
                #expect(told.map(\.endsAt) == [nil])
                #expect(try await bench.plannedRemovals().map(\.cancellation) == [cancellation])

                // Asked for with an end once more; a repeated message of the request before that takes nothing of it.
                let again = try plan(3)
                try await bench.carryOut(again)
                let expected: RemovalState = action == .add ? .void : .live
                #expect(try await bench.removal(try key(3)).state == expected)
                try await bench.carryOut(later)
                #expect(try await bench.removal(try key(3)).state == expected)
            }
        }
    }

    @Test("stays where a renewal is refused")
    func refusedRenewal() async throws {
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": CompensationTests.forbidden]])
        try await Bench.with(graph) { bench in
            try await bench.carryOut(try plan(1))
            let renewal = try plan(2, groups: [Samples.group, Samples.otherGroup], until: Self.until + Self.day)
            #expect(try await bench.carryOut(renewal).contains { $0.type == .runReverted })
            #expect(try await bench.removal(Self.removal).state == .live)
            #expect(try await bench.removal(try key(2)).cancellation == .notGranted)
        }
    }

    @Test("is one, whichever of two renewals that end at the same moment comes first")
    func twoRenewals() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try plan(1))
            let renewals = [
                try plan(2, until: Self.until + 2 * Self.day), try plan(3, until: Self.until + Self.day),
            ]
            for plan in renewals { try await prove(plan, bench) }
            let (ledger, now) = (bench.ledger, bench.now)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for plan in renewals + renewals { group.addTask { _ = try await ledger.end(plan.run, at: now) } }
                try await group.waitForAll()
            }
            let inCharge = try await bench.plannedRemovals().filter(\.state.isInCharge)
            #expect(inCharge.map(\.dueAt) == [Self.until + 2 * Self.day])
        }
    }
    @Test("is decided on after what another run's end has decided meanwhile")
    func renewalInProgress() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try plan(1))
            let (later, sooner) = (
                try plan(2, until: Self.until + 2 * Self.day), try plan(3, until: Self.until + Self.day)
            )
            for plan in [later, sooner] { try await prove(plan, bench) }
            let (ledger, now) = (bench.ledger, bench.now)
            // The end of the later one, as far as its commit.
            let second = try await ledger.client.transaction { transaction in
                try await transaction.query(
                    """
                    UPDATE ledger.removals SET state = 'void', cancellation = 'renewed',
                        cancelled_by = \(later.operations[0].key.description), next_look_at = NULL
                    WHERE key = \(Self.removal.description)
                    """)
                try await transaction.query(
                    "UPDATE ledger.removals SET state = 'live', next_look_at = due_at WHERE key = \(key(2).description)"
                )
                let second = Task { try await ledger.end(sooner.run, at: now) }
                try await waitUntil("the other end waiting for this one") {
                    try await !ledger.client.query(
                        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                    ).isEmpty
                }
                return second
            }
            #expect(cancellations(try await second.value).map(\.removal.key) == [try key(2)])
            #expect(try await bench.plannedRemovals().map(\.state) == [.void, .void, .live])
            #expect(try await bench.removal(try key(3)).dueAt == Self.until + 2 * Self.day)
        }
    }

    @Test("is one: the ledger takes no second one for the same membership")
    func oneInCharge() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            try await bench.carryOut(try plan(1))
            _ = try await bench.ledger.open(Samples.mandate(try plan(2)), at: bench.now)
            let error = await #expect(throws: PostgresError.self) {
                try await bench.ledger.client.query(
                    "UPDATE ledger.removals SET state = 'live', next_look_at = due_at WHERE key = \(key(2).description)"
                )
            }
            #expect(error?.sqlState == .uniqueViolation)
        }
    }

    /// Opens a run that finds the access in place, and proves it: the run hasn't ended.
    private func prove(_ plan: Plan, _ bench: Bench) async throws {
        let row = try await bench.ledger.open(Samples.mandate(plan), at: bench.now).operations[0]
        #expect(
            try await bench.ledger.recordSatisfied(
                row, wasMember: true, correlation: Samples.correlation, at: bench.now + PairTurn.planned))
        let satisfied = try #require(try await bench.ledger.operation(row.key))
        _ = try await bench.ledger.recordRead(satisfied, agrees: true, needed: 1, at: bench.now)
    }
}
