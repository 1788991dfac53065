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
            let cases = CaseStore(database: database, links: ApprovalBench.links, origin: Samples.origin)
            try await body(
                Bench(
                    handler: PlanHandler(
                        store: ApprovalStore(database: database), cases: cases, now: now, opened: ChangeSignal())))
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
        let waiting = try Samples.waiting().plan
        let later = try Samples.waiting(ritm: try #require(RITMNumber("RITM0010002"))).plan
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
        let plan = try Samples.waiting(groups: [Samples.group, Samples.otherGroup], risk: risk).plan
        try await with { bench in
            // People are asked by the clock, which starts from the row.
            for _ in 1...3 { #expect(try await bench.handle(plan) == .done()) }
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

    @Test("The same plan, told again, is one row, with the time of the first")
    func twice() async throws {
        let time = ManualTime()
        let plan = try Samples.waiting().plan
        try await with(now: { time.now }) { bench in
            let first = try await bench.handle(plan)
            time.advance(by: 3_600)
            #expect(try await bench.handle(plan) == first)
            #expect(try await bench.rows().count == 1)
            #expect(try await bench.store.waiting(limit: 10).first?.askedAt == Samples.at)
        }
    }

    @Test("An emergency is approved at once, and stands there as one")
    func emergency() async throws {
        let plan = try Samples.waiting(emergency: Emergency(reason: "it burns"), until: Samples.at + 14_400).plan
        try await with { bench in
            guard case .done(let emissions) = try await bench.handle(plan),
                case .requestApproved(let approved)? = emissions.first?.fact
            else {
                Issue.record("it is approved")
                return
            }
            #expect(approved.approval.source == .emergency)
            #expect(try await bench.rows() == ["\(Samples.ritm) \(plan.digest) high emergency"])
        }
    }

    @Test("Another plan of the same ticket is another question, and takes the place of the first")
    func otherPlan() async throws {
        try await with { bench in
            let first = try Samples.waiting().plan
            _ = try await bench.handle(first)
            let wider = try Samples.waiting(groups: [Samples.group, Samples.otherGroup]).plan
            _ = try await bench.handle(wider)
            #expect(Set(try await bench.rows().map { $0.split(separator: " ")[3] }) == ["replaced", "waiting"])
            // Also one that needs nobody's decision.
            _ = try await bench.handle(Samples.plan())
            #expect(try await bench.store.waiting(limit: 10).isEmpty)
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
