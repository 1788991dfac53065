import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Approver

@Suite("The clock of approvals", .timeLimit(.minutes(3)))
struct CaseClockTests {
    /// New York's office hours, with Thanksgiving and the day after: Thursday 26 and Friday 27 November 2026.
    private func office() throws -> BusinessCalendar {
        BusinessCalendar(
            name: "New York", timeZone: "America/New_York", days: [.monday, .tuesday, .wednesday, .thursday, .friday],
            from: try #require(ClockTime("09:00")), to: try #require(ClockTime("17:00")),
            holidays: [try #require(CalendarDay("2026-11-26")), try #require(CalendarDay("2026-11-27"))])
    }

    @Test(
        "walks a request through reminder, escalation, delegation and expiry over a holiday weekend in another time zone"
    )
    func weekend() async throws {
        let stage = ApprovalStage(
            name: "Owners", approvers: ApproverPool(membersOf: [Samples.owners]),
            escalateTo: ApproverPool(membersOf: [Samples.security]))
        let calendar = try office()
        let (expiring, delegated) = (
            try Samples.waiting([stage], calendar: calendar, remind: 4, escalate: 8, expire: 16),
            try Samples.waiting(
                [stage], ritm: try #require(RITMNumber("RITM0010002")), calendar: calendar, remind: 4, escalate: 8,
                expire: 16)
        )
        // Wednesday, 14:00 in New York: three hours are left before the long weekend.
        let start = try #require(Timestamp.date(of: "2026-11-25T19:00:00Z"))
        try await ApprovalBench.with(at: start) { bench in
            func due() async throws -> String? {
                let at =
                    try await bench.database.query("SELECT min(due_at) AS at FROM approval.requests")
                    .first?.decode("at", as: Date?.self) ?? nil
                return at.map(Timestamp.text)
            }
            try await bench.come(expiring)
            try await bench.come(delegated)
            #expect(try await bench.types() == [.approvalRequested, .approvalRequested])
            // Four hours after it began is Monday at ten, in New York.
            #expect(try await due() == "2026-11-30T15:00:00.000Z")
            await bench.wait(hours: 24 * 4)
            #expect(try await bench.types().count == 2, "nothing is said over the weekend")
            await bench.wait(hours: 20)
            #expect(try await bench.types().suffix(2) == [.approvalReminded, .approvalReminded])
            // Ben lets Dan decide.
            let delegation = Delegation(
                id: UUID(), from: Samples.ben.person, to: Samples.dan.person, begins: bench.time.now,
                ends: bench.time.now + 86_400)
            try await bench.delegations.add(delegation, at: bench.time.now)
            #expect(try await due() == "2026-11-30T19:00:00.000Z")
            await bench.wait(hours: 4)
            let escalated = try await bench.facts().suffix(2)
            #expect(escalated.map(\.type) == [.approvalEscalated, .approvalEscalated])
            guard case .approvalEscalated(let data)? = escalated.last else { return }
            #expect(data.cause == .overdue)
            #expect(
                Set(data.question.asked.map(\.displayName)) == ["Ben", "Cleo", "Eve", "Dan"])
            #expect(try await bench.decide(Samples.dan, of: delegated).counts)
            #expect(try await bench.standing(delegated) == .approved)
            // 16 hours are over on Tuesday at 14:00: after three on Wednesday and eight on Monday.
            await bench.wait(hours: 23.9)
            #expect(try await bench.standing(expiring) == .waiting)
            await bench.wait(hours: 0.1)
            #expect(bench.time.now == Timestamp.date(of: "2026-12-01T19:00:00Z"))
            #expect(try await bench.standing(expiring) == .expired)
            guard case .requestRejected(let rejected)? = try await bench.facts().last else {
                Issue.record("it has expired")
                return
            }
            #expect(rejected.failure.reason == .approvalExpired)
            let count = try await bench.types().count
            await bench.wait(hours: 1_000)
            #expect(try await bench.types().count == count)
        }
    }

    @Test("has a pool that has become empty escalated when it looks next, and says why nobody could be looked up")
    func empty() async throws {
        let stage = ApprovalStage(
            name: "Manager", approvers: ApproverPool(manager: true),
            escalateTo: ApproverPool(people: ["eve@contoso.example", "nobody at all"]))
        let validated = try Samples.waiting([stage])
        try await ApprovalBench.with { bench in
            bench.directory.change { $0.isDown = true }
            try await bench.come(validated)
            #expect(try await bench.types().isEmpty)
            #expect(try await bench.cases.read(validated.plan.run)?.problem?.contains("graph.unavailable") == true)
            bench.directory.change { $0.isDown = false }
            await bench.wait(hours: 0.001)
            #expect(try await bench.types().isEmpty, "it isn't tried again at once")
            await bench.wait(hours: 0.01)
            // Ana has no manager.
            #expect(try await bench.types() == [.approvalRequested, .approvalEscalated])
            #expect(try await bench.cases.read(validated.plan.run)?.problem == nil)
            #expect(try await bench.decide(Samples.eve, of: validated).counts)
        }
    }

    @Test("lets a request expire also while Entra doesn't answer")
    func down() async throws {
        let validated = try Samples.waiting(remind: nil, escalate: nil, expire: 1)
        try await ApprovalBench.with { bench in
            bench.directory.change { $0.isDown = true }
            try await bench.come(validated)
            await bench.wait(hours: 0.5)
            await bench.wait(hours: 0.5)
            #expect(try await bench.standing(validated) == .expired)
            #expect(try await bench.types() == [.requestRejected])
        }
    }

    @Test("of several processes says each thing once, and takes over what another took and didn't finish")
    func several() async throws {
        try await ApprovalBench.with { bench in
            var plans: [RequestValidated] = []
            for number in 1...20 {
                plans.append(try Samples.waiting(ritm: try #require(RITMNumber("RITM00200\(10 + number)"))))
                _ = try await bench.handle(.requestValidated(plans[number - 1]))
            }
            // One that dies after it has taken some.
            let taken = try await bench.cases.takeDue(at: bench.time.now, limit: 5, lease: 120)
            #expect(taken.count == 5)
            await withDiscardingTaskGroup { group in
                for _ in 0..<4 { group.addTask { _ = await bench.clock.lookAtDue() } }
            }
            #expect(try await bench.types().count == 15)
            bench.time.advance(by: 121)
            await withDiscardingTaskGroup { group in
                for _ in 0..<4 { group.addTask { _ = await bench.clock.lookAtDue() } }
            }
            #expect(try await bench.types().count == 20)
        }
    }
}
