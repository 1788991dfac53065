import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Approver

@Suite("Deciding about a plan", .timeLimit(.minutes(3)))
struct DecisionDeskTests {
    @Test("is on record with what is to be stated of it, in one piece")
    func decided() async throws {
        let validated = try Samples.waiting()
        try await ApprovalBench.with { bench in
            try await bench.come(validated)
            #expect(try await bench.decide(Samples.ben, of: validated).counts)
            #expect(try await bench.types() == [.approvalRequested, .approvalGiven, .requestApproved])
            #expect(try await bench.standing(validated) == .approved)
            #expect(try await bench.store.waiting(limit: 10).isEmpty)
            #expect(try await bench.decide(Samples.cleo, of: validated).reason == .approvalDecidedAlready)
            #expect(try await bench.types().last == .approvalRefused)
        }
    }

    @Test("asks the next stage at once, and approves when the last has said yes")
    func stages() async throws {
        let validated = try Samples.waiting(Samples.twoStages)
        try await ApprovalBench.with { bench in
            try await bench.come(validated)
            #expect(try await bench.decide(Samples.eve, of: validated).reason == .approvalNotAsked)
            #expect(try await bench.decide(Samples.ben, of: validated).counts)
            await bench.wait(hours: 0)
            #expect(try await bench.decide(Samples.eve, of: validated).counts)
            #expect(
                try await bench.types() == [
                    .approvalRequested, .approvalRefused, .approvalGiven, .approvalRequested, .approvalGiven,
                    .requestApproved,
                ])
        }
    }

    @Test("is judged by what Entra says at that moment, and not at all while it says nothing")
    func moment() async throws {
        let validated = try Samples.waiting()
        try await ApprovalBench.with { bench in
            try await bench.come(validated)
            bench.directory.change { $0.isDown = true }
            guard case .later(let failure) = try await bench.decide(Samples.ben, of: validated) else {
                Issue.record("nobody can tell")
                return
            }
            #expect(failure.reason == .graphUnavailable)
            // Nobody was refused, and nobody's decision was taken.
            #expect(try await bench.types() == [.approvalRequested])
            bench.directory.change {
                $0.isDown = false
                $0.groups[Samples.owners] = [Samples.user(1, "Ben", isEnabled: false), Samples.cleo]
            }
            #expect(try await bench.decide(Samples.ben, of: validated).reason == .approvalApproverStale)
            #expect(try await bench.decide(Samples.cleo, .deny, of: validated).counts)
            #expect(try await bench.types().suffix(2) == [.approvalRefused, .requestRejected])
        }
    }

    @Test("counts once, of many at the same time, and each of the others is told so", arguments: 1...4)
    func concurrent(needed: Int) async throws {
        let stage = ApprovalStage(name: "Owners", needed: needed, approvers: ApproverPool(membersOf: [Samples.owners]))
        let validated = try Samples.waiting([stage])
        let people = (1...12).map { Samples.user($0 + 20, "Person\($0)") }
        try await ApprovalBench.with { bench in
            bench.directory.change { $0.groups[Samples.owners] = people }
            try await bench.come(validated)
            let answers = try await withThrowingTaskGroup(of: DecisionDesk.Answer.self) { group in
                for person in people {
                    for copy in 1...2 {
                        group.addTask { try await bench.decide(person, of: validated, id: "\(person.id) \(copy)") }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.filter(\.counts).count == needed)
            #expect(answers.filter { $0.reason == .approvalDecidedAlready }.count == answers.count - needed)
            let types = try await bench.types()
            #expect(types.filter { $0 == .approvalGiven }.count == needed)
            #expect(types.filter { $0 == .requestApproved }.count == 1)
            #expect(types.filter { $0 == .approvalRefused }.count == answers.count - needed)
        }
    }

    @Test("holds no lock while Entra is asked: somebody else decides meanwhile, and is first")
    func meanwhile() async throws {
        let validated = try Samples.waiting()
        try await ApprovalBench.with { bench in
            try await bench.come(validated)
            let first = ScriptedDirectory.Content(
                groups: [Samples.owners: [Samples.ben, Samples.cleo]],
                onAsk: {
                    // Somebody else decides while Entra is asked about this one.
                    _ = try? await bench.decide(Samples.cleo, .deny, of: validated, id: "2")
                })
            let slow = DecisionDesk(
                cases: bench.cases,
                pools: PoolReader(directory: ScriptedDirectory(first), delegations: bench.delegations),
                now: { Samples.at }, moved: ChangeSignal(), entries: ChangeSignal())
            let answer = try await slow.decide(Samples.attempt(Samples.ben, of: validated.plan), on: validated.plan.run)
            #expect(answer.reason == .approvalDecidedAlready)
            #expect(try await bench.standing(validated) == .rejected)
            #expect(try await bench.types().filter { $0 == .requestApproved }.isEmpty)
        }
    }

    @Test("can't be tried for so often that it fills the disk")
    func flood() async throws {
        let validated = try Samples.waiting()
        try await ApprovalBench.with { bench in
            try await bench.come(validated)
            for number in 1...30 {
                #expect(try await bench.decide(Samples.dan, of: validated, id: "\(number)").reason == .approvalNotAsked)
            }
            #expect(try await bench.types().filter { $0 == .approvalRefused }.count == CaseStore.maximumRefusals)
            #expect(try await bench.decide(Samples.ben, of: validated).counts)
        }
    }

    @Test("is void when another plan was made for the ticket; one that was made before changes nothing")
    func changed() async throws {
        let old = try Samples.waiting(Samples.twoStages)
        let new = try Samples.waiting(Samples.twoStages, groups: [Samples.group, Samples.otherGroup])
        try await ApprovalBench.with { bench in
            try await bench.come(old)
            #expect(try await bench.decide(Samples.ben, of: old).counts)
            bench.time.advance(by: 60)
            try await bench.come(new)
            #expect(try await bench.decide(Samples.cleo, of: old).reason == .approvalPlanChanged)
            #expect(try await bench.standing(old) == .replaced)
            #expect(try await bench.cases.read(new.plan.run)?.approval.progress.votes.isEmpty == true)
            // A message about the old one that comes again, and one about an even older plan that comes late.
            try await bench.come(old)
            #expect(try await bench.standing(new) == .waiting)
            bench.time.advance(by: -3_600)
            let oldest = try Samples.waiting(groups: [Samples.otherGroup])
            try await bench.come(oldest)
            #expect(try await bench.standing(oldest) == .replaced)
            #expect(try await bench.standing(new) == .waiting)
        }
    }

    @Test("isn't taken for a request that was withdrawn, also where its plan comes later")
    func withdrawn() async throws {
        let validated = try Samples.waiting()
        let later = try Samples.waiting(ritm: try #require(RITMNumber("RITM0010002")))
        try await ApprovalBench.with { bench in
            try await bench.come(validated)
            for plan in [validated.plan, later.plan] {
                _ = try await bench.handle(
                    .requestWithdrawn(RequestWithdrawn(ticket: plan.ticket, withdrawal: Samples.withdrawal)))
            }
            try await bench.come(later)
            #expect(try await bench.decide(Samples.ben, of: validated).reason == .requestWithdrawn)
            #expect(
                try await bench.desk.decide(Samples.attempt(Samples.ben, of: later.plan), on: later.plan.run)
                    == .unknown)
            await bench.wait(hours: 500)
            #expect(try await bench.types() == [.approvalRequested, .approvalRefused])
        }
    }

    @Test("may be let to somebody else for a time, and is theirs no longer when that is over")
    func delegation() async throws {
        let (first, second) = (
            try Samples.waiting(), try Samples.waiting(ritm: try #require(RITMNumber("RITM0010002")))
        )
        try await ApprovalBench.with { bench in
            try await bench.come(first)
            try await bench.come(second)
            let delegation = Delegation(
                id: UUID(), from: Samples.ben.person, to: Samples.dan.person, begins: Samples.at + 60,
                ends: Samples.at + 3_600)
            try await bench.delegations.add(delegation, at: Samples.at)
            #expect(try await bench.decide(Samples.dan, of: first).reason == .approvalNotAsked)
            bench.time.advance(by: 60)
            #expect(try await bench.decide(Samples.dan, of: first, id: "2").counts)
            #expect(
                try await bench.cases.read(first.plan.run)?.approval.progress.votes.first?.onBehalfOf
                    == Samples.ben.person)
            bench.time.advance(by: 3_540)
            #expect(try await bench.decide(Samples.dan, of: second).reason == .approvalNotAsked)
            // Somebody can end their own, and nobody else's.
            let open = Delegation(
                id: UUID(), from: Samples.ben.person, to: Samples.dan.person, begins: bench.time.now,
                ends: bench.time.now + 3_600)
            try await bench.delegations.add(open, at: bench.time.now)
            try await bench.delegations.end(open.id, of: Samples.dan.id, at: bench.time.now)
            #expect(try await bench.delegations.holding(to: Samples.dan.id, at: bench.time.now) == [open])
            try await bench.delegations.end(open.id, of: Samples.ben.id, at: bench.time.now)
            #expect(try await bench.delegations.holding(to: Samples.dan.id, at: bench.time.now).isEmpty)
        }
    }
}
