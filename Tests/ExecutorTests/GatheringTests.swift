import Domain
import Entra
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Executor

@Suite("Changes that come together")
struct GatheringTests {
    /// Long enough for all of a test's requests to come together, also on a busy machine.
    static let window = Duration.seconds(2)

    private func user(_ number: Int) -> UserID {
        UserID("a0000000-0000-4000-8000-\(String(format: "%012d", 1000 + number))")!
    }

    private func plan(_ number: Int, _ action: MembershipAction = .add) throws -> Plan {
        let ritm = try #require(RITMNumber("RITM00\(20000 + number)"))
        let person = Person(
            id: user(number), userPrincipalName: "user\(number)@contoso.example", displayName: "User \(number)")
        return try Plan(
            ticket: Ticket(sysID: Samples.sysID, number: ritm), beneficiary: person,
            operations: [
                PlannedOperation(
                    key: OperationKey(ritm: ritm, user: person.id, group: Samples.group, action: action),
                    entitlement: "entitlement", groupName: "APP-GROUP-1")
            ],
            risk: .low, onPartialFailure: .rollBack, policyVersion: String(repeating: "ab", count: 32))
    }

    /// Delivers all at once; what came of each is in their order.
    private func deliver(_ plans: [Plan], _ bench: Bench) async throws -> [OperationStep] {
        try await withThrowingTaskGroup(of: (Int, OperationStep).self) { group in
            for (index, plan) in plans.enumerated() { group.addTask { (index, try await bench.deliver(plan)) } }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func outcomes(_ ledger: Ledger) async throws -> [String: Int] {
        let rows = try await ledger.database.query(
            "SELECT outcome, count(*) AS n FROM ledger.attempts GROUP BY outcome")
        return try rows.reduce(into: [:]) { counts, row in
            counts[try row.decode("outcome")] = Int(try row.decode("n", as: Int64.self))
        }
    }

    @Test("go in calls of up to 20 for one group, and each is on record by itself", .timeLimit(.minutes(2)))
    func together() async throws {
        try await Bench.with(ScriptedGraph(), window: Self.window) { bench in
            let plans = try (0..<25).map { try plan($0) }
            let steps = try await deliver(plans, bench)
            #expect(
                steps.allSatisfy { $0.emissions.map(\.fact.type) == [.operationApplied, .operationVerificationDue] })
            // Reads and writes: each filled one call and began another.
            #expect(bench.graph.calls.filter { $0 == "PATCH" }.count == 2)
            #expect(bench.graph.calls.filter { $0 == "BATCH" }.count == 2)
            #expect(bench.graph.calls.count == 4)
            #expect(bench.graph.memberCount == 25)
            for plan in plans {
                let row = try #require(try await bench.ledger.operation(plan.operations[0].key))
                #expect(row.state == .applied && row.isOurChange && row.attempts == 1)
                #expect(row.correlation?.requestID == "94fb3b52-0000-4000-8000-000000000001")
            }
        }
    }

    @Test("go one by one, without waiting for others, where no more may go together", .timeLimit(.minutes(1)))
    func oneByOne() async throws {
        // Whoever gathered for so long would be found by the time limit.
        try await Bench.with(ScriptedGraph(), window: .seconds(600), limit: 1) { bench in
            let steps = try await deliver(try (0..<5).map { try plan($0) }, bench)
            #expect(steps.allSatisfy { $0.failure == nil && $0.awaitsProof })
            #expect(
                bench.graph.calls.sorted() == ["GET", "GET", "GET", "GET", "GET"] + Array(repeating: "POST", count: 5))
        }
    }

    @Test(
        "are limited by the settings, within what Graph takes",
        arguments: [("1", 1), ("20", 20), ("0", nil), ("21", nil)])
    func limit(text: String, limit: Int?) throws {
        let settings = Settings(["LANDFALL_GATHER_LIMIT": text, "LANDFALL_GATHER_WINDOW": "7ms"])
        guard let limit else {
            #expect(throws: ConfigurationError.self) { try GatheringRule(settings) }
            return
        }
        #expect(try GatheringRule(settings) == GatheringRule(window: .milliseconds(7), limit: limit))
        #expect(try GatheringRule(Settings([:])).limit == GraphClient.maximumAtOnce)
    }

    @Test("are each added alone when one of them can't be, and settled by their own answers", .timeLimit(.minutes(2)))
    func undecided() async throws {
        let graph = ScriptedGraph()
        try await Bench.with(graph, window: Self.window) { bench in
            let plans = try (0..<5).map { try plan($0) }
            // Read as absent, and added by somebody else before the call.
            for plan in plans { _ = try await bench.ledger.open(Samples.mandate(plan), at: Samples.at) }
            let rows = try await bench.ledger.database.query("SELECT count(*) AS n FROM ledger.operations")
            #expect(try rows.first?.decode("n", as: Int64.self) == 5)
            async let all = deliver(plans, bench)
            // The reads are answered when their window is over; the additions are gathered after that.
            try await waitUntil("they were read") { graph.calls == ["BATCH"] }
            graph.add(user(3), to: Samples.group)
            let steps = try await all
            #expect(bench.graph.calls == ["BATCH", "PATCH", "BATCH"])
            for (index, step) in steps.enumerated() {
                #expect(
                    step.emissions.map(\.fact.type) == [
                        .operationAttemptFailed, .operationApplied, .operationVerificationDue,
                    ])
                let row = try #require(try await bench.ledger.operation(plans[index].operations[0].key))
                #expect(row.state == .applied && row.attempts == 2)
                #expect(row.isOurChange == (index != 3), "a call that did nothing makes nothing our own")
            }
            #expect(try await outcomes(bench.ledger) == ["undecided": 5, "accepted": 4, "already_so": 1])
            #expect(graph.effectiveWrites == 4)
            // If what followed was lost, the call that did nothing is stated again, too (I6).
            for (plan, step) in zip(plans, steps) { #expect(try await bench.deliver(plan).emissions == step.emissions) }
        }
    }

    @Test("are each our own, once, when the reply to their call is lost", .timeLimit(.minutes(2)))
    func replyLost() async throws {
        let graph = ScriptedGraph(writes: [.workAndHangUp])
        try await Bench.with(graph, window: Self.window) { bench in
            let plans = try (0..<5).map { try plan($0) }
            let lost = try await deliver(plans, bench)
            #expect(lost.allSatisfy { $0.failure?.reason == .graphReplyLost })
            let found = try await deliver(plans, bench)
            #expect(found.allSatisfy { $0.failure == nil && $0.awaitsProof })
            // One that may be there already would spoil a call for all.
            #expect(bench.graph.calls == ["BATCH", "PATCH", "BATCH"])
            for plan in plans {
                #expect(try await bench.ledger.operation(plan.operations[0].key)?.isOurChange == true)
            }
            #expect(graph.effectiveWrites == 5)
        }
    }

    @Test("travel in a batch when they are removals", .timeLimit(.minutes(2)))
    func removals() async throws {
        let graph = ScriptedGraph()
        try await Bench.with(graph, window: Self.window) { bench in
            for number in 0..<5 { graph.add(user(number), to: Samples.group) }
            let steps = try await deliver(try (0..<5).map { try plan($0, .remove) }, bench)
            #expect(steps.allSatisfy { $0.failure == nil && $0.awaitsProof })
            #expect(bench.graph.calls == ["BATCH", "BATCH"])
            #expect(graph.memberCount == 0)
            #expect(graph.effectiveWrites == 5)
        }
    }

    @Test("fail or wait each for itself in a batch", .timeLimit(.minutes(2)))
    func itemsOfABatch() async throws {
        let graph = ScriptedGraph(writes: [
            .work,
            .answer(429, fields: ["Retry-After": "2.5"], body: ScriptedGraph.error("TooManyRequests", "Slow down")),
            .workAndHangUp, .work,
        ])
        try await Bench.with(graph, window: Self.window) { bench in
            for number in 0..<4 { graph.add(user(number), to: Samples.group) }
            let steps = try await deliver(try (0..<4).map { try plan($0, .remove) }, bench)
            let reasons = steps.map(\.failure?.reason)
            #expect(reasons.filter { $0 == nil }.count == 2)
            #expect(Set(reasons) == [nil, .graphThrottled, .graphReplyLost])
            #expect(steps.compactMap(\.failure?.retryAfterSeconds) == [2.5])
            #expect(graph.effectiveWrites == 3)
        }
    }
}
