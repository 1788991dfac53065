import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Approver

@Suite("Approving a plan")
struct PlanHandlerTests {
    private struct Bench {
        let handler: PlanHandler
        let log = LogCapture()

        var store: ApprovalStore { handler.store }

        func handle(_ fact: Fact) async throws -> StageOutcome {
            try await handler.handle(
                Samples.event(fact),
                context: HandlingContext(attempt: 1, trace: Samples.trace, body: [], logger: log.logger))
        }

        func handle(_ plan: Plan, _ approvals: [Approval.Decision] = [Samples.decision]) async throws -> StageOutcome {
            try await handle(.requestValidated(RequestValidated(plan: plan, ticketApprovals: approvals)))
        }

        /// What stands in the table, oldest first.
        func rows() async throws -> [String] {
            try await store.database.query(
                "SELECT ritm || ' ' || plan_digest || ' ' || risk || ' ' || state AS text FROM approval.requests ORDER BY asked_at"
            ).map { row in try row.decode("text") }
        }
    }

    private func with(
        now: @escaping @Sendable () -> Date = { Samples.at }, _ body: (Bench) async throws -> Void
    ) async throws {
        try await TestDatabase.with("approval", ApprovalSchema.migrations) { database in
            try await body(Bench(handler: PlanHandler(store: ApprovalStore(database: database), now: now)))
        }
    }

    @Test("A low risk is approved with the ticket's approval as evidence, on record before it is stated")
    func low() async throws {
        let plan = try Samples.plan()
        try await with { bench in
            let outcome = try await bench.handle(plan)
            let approved = RequestApproved(plan: plan, approval: Samples.approval(of: plan))
            #expect(outcome == .done([Emission(.requestApproved(approved))]))
            #expect(try await bench.rows() == ["\(Samples.ritm) \(plan.digest) low approved"])
            #expect(try await bench.store.waiting(limit: 10).isEmpty)
        }
    }

    @Test("A withdrawn request isn't waited for, and nobody is asked about one whose plan comes later")
    func withdrawn() async throws {
        let waiting = try Samples.plan(risk: .high)
        let later = try Samples.plan(ritm: try #require(RITMNumber("RITM0010002")), risk: .high)
        let lowRisk = try Samples.plan(ritm: try #require(RITMNumber("RITM0010003")))
        try await with { bench in
            _ = try await bench.handle(waiting)
            for plan in [waiting, later, lowRisk] {
                let fact = RequestWithdrawn(ticket: plan.ticket, withdrawal: Samples.withdrawal)
                for _ in 1...2 { #expect(try await bench.handle(.requestWithdrawn(fact)) == .done()) }
            }
            #expect(try await bench.store.waiting(limit: 10).isEmpty)
            for plan in [later, lowRisk] { #expect(try await bench.handle(plan) == .done()) }
            #expect(try await bench.rows().count == 1)
        }
    }

    @Test(
        "A higher risk waits, visibly, and is never approved by the ticket alone (I5)",
        arguments: [Risk.high, .privileged])
    func waits(risk: Risk) async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup], risk: risk)
        try await with { bench in
            for _ in 1...3 {
                let outcome = try await bench.handle(plan)
                #expect(outcome == .done([Emission(.approvalRequested(ApprovalRequested(plan: plan)))]))
            }
            #expect(try await bench.rows() == ["\(Samples.ritm) \(plan.digest) \(risk.rawValue) waiting"])
            let waiting = try #require(try await bench.store.waiting(limit: 10).first)
            #expect(waiting.ritm == Samples.ritm.description)
            #expect(waiting.run == plan.run.description)
            #expect(waiting.risk == risk.rawValue)
            #expect(waiting.beneficiary == Samples.person.userPrincipalName)
            #expect(waiting.entitlements == ["entitlement-1", "entitlement-2"])
            #expect(waiting.askedAt == Samples.at)
        }
    }

    @Test("The same plan, told again, gets the same answer and one row, with the time of the first")
    func twice() async throws {
        let time = ManualTime()
        let plan = try Samples.plan(risk: .high)
        try await with(now: { time.now }) { bench in
            let first = try await bench.handle(plan)
            time.advance(by: 3_600)
            #expect(try await bench.handle(plan) == first)
            #expect(try await bench.rows().count == 1)
            #expect(try await bench.store.waiting(limit: 10).first?.askedAt == Samples.at)
        }
    }

    @Test("Another plan of the same ticket is another question")
    func otherPlan() async throws {
        try await with { bench in
            _ = try await bench.handle(Samples.plan())
            let wider = try Samples.plan(groups: [Samples.group, Samples.otherGroup], risk: .high)
            #expect(
                try await bench.handle(wider) == .done([Emission(.approvalRequested(ApprovalRequested(plan: wider)))]))
            #expect(try await bench.rows().count == 2)
        }
    }

    @Test("Nothing is recorded or stated for a plan that nobody approved", arguments: Risk.allCases)
    func nobody(risk: Risk) async throws {
        try await with { (bench) async throws in
            let failure = await #expect(throws: Failure.self) { try await bench.handle(Samples.plan(risk: risk), []) }
            #expect(failure?.reason == .approvalMissing)
            #expect(try await bench.rows().isEmpty)
        }
    }

    @Test("An event of another type is refused, not guessed at")
    func misplaced() async throws {
        try await with { bench in
            let plan = try Samples.plan()
            for fact in [
                Fact.requestReceived(RequestReceived(ticket: Samples.ticket)),
                .requestApproved(RequestApproved(plan: plan, approval: Samples.approval(of: plan))),
            ] {
                let failure = await #expect(throws: Failure.self) { try await bench.handle(fact) }
                #expect(failure?.reason == .messageMisplaced)
            }
            #expect(try await bench.rows().isEmpty)
        }
    }
}

@Suite("The plans that wait")
struct ApprovalStoreTests {
    private func plans(_ count: Int) throws -> [Plan] {
        try (1...count).map { number in
            try Samples.plan(ritm: try #require(RITMNumber("RITM001000\(number)")), risk: .high)
        }
    }

    @Test("come with the longest first, and as many as were asked for")
    func order() async throws {
        let plans = try plans(3)
        try await TestDatabase.with("approval", ApprovalSchema.migrations) { database in
            let store = ApprovalStore(database: database)
            for (plan, age) in zip(plans, [60.0, 3_600, 0]) {
                _ = try await store.record(plan, state: .waiting, at: Samples.at - age)
            }
            #expect(try await store.waiting(limit: 10).map(\.ritm) == ["RITM0010002", "RITM0010001", "RITM0010003"])
            #expect(try await store.waiting(limit: 1).map(\.ritm) == ["RITM0010002"])
        }
    }

    @Test("stay where they stand: what was recorded first is not overwritten")
    func first() async throws {
        let plan = try Samples.plan(risk: .high)
        try await TestDatabase.with("approval", ApprovalSchema.migrations) { database in
            let store = ApprovalStore(database: database)
            _ = try await store.record(plan, state: .waiting, at: Samples.at)
            _ = try await store.record(plan, state: .approved, at: Samples.at + 60)
            #expect(try await store.waiting(limit: 10).count == 1)
        }
    }
}
