import Domain
import Foundation
import TestSupport
import Testing

@testable import Approver

@Suite("A plan that people decide about")
struct ApprovalCaseTests {
    private let ben = Samples.ben
    private let cleo = Samples.cleo
    private let dan = Samples.dan
    private let eve = Samples.eve

    @Test("is asked about when it has come, and approved by the one yes that it needs")
    func approved() throws {
        var approval = try Samples.open(Samples.waiting())
        let asked = approval.look([ben, cleo])
        guard case .approvalRequested(let requested)? = asked.first, asked.count == 1 else {
            Issue.record("\(asked)")
            return
        }
        #expect(requested.question?.asked == [ben.person, cleo.person])
        #expect(requested.question?.expiresAt == Samples.at + 120 * 3_600)
        guard case .counted(let facts) = approval.decide(ben, [ben, cleo]) else {
            Issue.record("it counts")
            return
        }
        #expect(facts.map(\.type) == [.approvalGiven, .requestApproved])
        guard case .requestApproved(let approved)? = facts.last else { return }
        #expect(approved.approval.source == .people)
        #expect(approved.approval.decisions == [Samples.decision])
        #expect(approved.approval.votes.map(\.person) == [ben.person])
        #expect(try Mandate(plan: approved.plan, approval: approved.approval).covers(Samples.key()))
        #expect(approval.dueAt(recheck: 3_600) == nil)
    }

    @Test("goes from stage to stage, with so many people for each, and nobody for two")
    func stages() throws {
        let stages = [
            ApprovalStage(name: "Owners", needed: 2, approvers: ApproverPool(membersOf: [Samples.owners])),
            ApprovalStage(name: "Security", approvers: ApproverPool(membersOf: [Samples.security])),
        ]
        var approval = try Samples.open(Samples.waiting(stages))
        approval.look([ben, cleo, dan])
        #expect(approval.decide(ben, [ben, cleo, dan]).types == [.approvalGiven])
        #expect(approval.decide(ben, [ben, cleo, dan]).reason == .approvalDecidedAlready)
        #expect(approval.decide(cleo, [ben, cleo, dan]).types == [.approvalGiven])
        #expect(approval.progress.stage.index == 1)
        // The next stage is due at once, and isn't asked of those who have spoken.
        #expect(approval.dueAt(recheck: 3_600) == Samples.at + 60)
        let asked = approval.look([ben, eve], at: Samples.at + 60)
        #expect(asked.map(\.type) == [.approvalRequested])
        #expect(approval.progress.stage.asked == [eve.person])
        #expect(approval.decide(ben, [ben, eve]).reason == .approvalDecidedAlready)
        #expect(approval.decide(eve, [ben, eve]).types == [.approvalGiven, .requestApproved])
        #expect(approval.decide(dan, [ben, cleo, dan]).reason == .approvalDecidedAlready)
    }

    @Test("is rejected by one no, whatever was said before, and later ones are told so")
    func rejected() throws {
        var approval = try Samples.open(
            Samples.waiting([
                ApprovalStage(name: "Owners", needed: 2, approvers: ApproverPool(membersOf: [Samples.owners]))
            ]))
        approval.look([ben, cleo])
        _ = approval.decide(ben, [ben, cleo])
        guard case .counted(let facts) = approval.decide(cleo, .deny, [ben, cleo]) else {
            Issue.record("it counts")
            return
        }
        guard case .requestRejected(let rejected)? = facts.first, facts.count == 1 else {
            Issue.record("\(facts)")
            return
        }
        #expect(rejected.failure.reason == .approvalDenied)
        #expect(rejected.denial?.person == cleo.person)
        for person in [ben, cleo, dan] {
            #expect(approval.decide(person, [ben, cleo, dan]).reason == .approvalDecidedAlready)
        }
        #expect(approval.look([ben], at: Samples.at + 1_000_000).isEmpty)
    }

    @Test("isn't decided by who asked for it or gets it, in whichever pool they are, nor by whom they let decide (I8)")
    func own() throws {
        var approval = try Samples.open(Samples.waiting())
        let people = [Samples.beneficiary, Samples.rita, ben]
        approval.look(people)
        #expect(approval.progress.stage.asked == [ben.person])
        #expect(approval.decide(Samples.beneficiary, people).reason == .approvalOwnRequest)
        #expect(approval.decide(Samples.rita, .deny, people).reason == .approvalOwnRequest)
        let delegation = Delegation(
            id: UUID(), from: Samples.rita.person, to: dan.person, begins: Samples.at, ends: Samples.at + 3_600)
        let reading = PoolReading(approvers: people, delegations: [delegation], delegates: [dan])
        #expect(
            approval.decide(Samples.attempt(dan, of: approval.plan), reading, at: Samples.at).reason
                == .approvalNotAsked)
        let other = Delegation(
            id: UUID(), from: ben.person, to: Samples.rita.person, begins: Samples.at, ends: Samples.at + 3_600)
        #expect(
            PoolReading(approvers: [ben], delegations: [other], delegates: [Samples.rita])
                .seats(for: approval.plan, isEscalated: false) == [Seat(person: ben.person)])
    }

    @Test("isn't decided by who was asked and has left, or was disabled, nor by who was never asked")
    func stale() throws {
        var approval = try Samples.open(Samples.waiting())
        approval.look([ben, cleo])
        #expect(approval.decide(ben, [cleo]).reason == .approvalApproverStale)
        #expect(
            approval.decide(ben, [Samples.user(1, "Ben", isEnabled: false), cleo]).reason == .approvalApproverStale)
        #expect(approval.decide(dan, [ben, cleo]).reason == .approvalNotAsked)
        // Who has joined meanwhile is one of them.
        #expect(approval.decide(dan, [cleo, dan]).types == [.approvalGiven, .requestApproved])
    }

    @Test("is decided for exactly the plan that was shown")
    func digest() throws {
        var approval = try Samples.open(Samples.waiting())
        approval.look([ben])
        var attempt = Samples.attempt(ben, of: approval.plan)
        attempt.planDigest = try Samples.waiting(groups: [Samples.group, Samples.otherGroup]).plan.digest
        let reading = PoolReading(approvers: [ben])
        #expect(approval.decide(attempt, reading, at: Samples.at).reason == .approvalPlanChanged)
        approval.replace()
        #expect(approval.decide(ben, [ben]).reason == .approvalPlanChanged)
        #expect(approval.dueAt(recheck: 1) == nil)
        var withdrawn = try Samples.open(Samples.waiting())
        withdrawn.withdraw()
        #expect(withdrawn.decide(ben, [ben]).reason == .requestWithdrawn)
        #expect(withdrawn.look([ben]).isEmpty)
    }

    @Test("takes the voice of somebody who lets another decide once, whoever raises it")
    func delegation() throws {
        var approval = try Samples.open(
            Samples.waiting([
                ApprovalStage(name: "Owners", needed: 2, approvers: ApproverPool(membersOf: [Samples.owners]))
            ]))
        let delegation = Delegation(
            id: UUID(), from: ben.person, to: dan.person, begins: Samples.at, ends: Samples.at + 3_600)
        let reading = PoolReading(approvers: [ben, cleo], delegations: [delegation], delegates: [dan])
        _ = approval.look(at: Samples.at, reading)
        #expect(approval.progress.stage.asked == [ben.person, cleo.person, dan.person])
        guard
            case .counted(let facts) = approval.decide(
                Samples.attempt(dan, of: approval.plan), reading, at: Samples.at),
            case .approvalGiven(let given)? = facts.first
        else {
            Issue.record("it counts")
            return
        }
        #expect(given.vote.onBehalfOf == ben.person)
        #expect(
            approval.decide(Samples.attempt(ben, of: approval.plan), reading, at: Samples.at).reason
                == .approvalDecidedAlready)
        #expect(
            approval.decide(Samples.attempt(cleo, of: approval.plan), reading, at: Samples.at).types == [
                .approvalGiven, .requestApproved,
            ])
        // A disabled account decides for nobody.
        let off = PoolReading(
            approvers: [ben], delegations: [delegation], delegates: [Samples.user(3, "Dan", isEnabled: false)])
        #expect(off.seats(for: approval.plan, isEscalated: false) == [Seat(person: ben.person)])
    }
}

@Suite("What time does to a plan that people decide about")
struct ApprovalCaseClockTests {
    private let ben = Samples.ben
    private let cleo = Samples.cleo
    private let hour: TimeInterval = 3_600

    @Test("Its people are reminded again and again, others may decide when it is overdue, and at last it expires")
    func clock() throws {
        let stage = ApprovalStage(
            name: "Owners", approvers: ApproverPool(membersOf: [Samples.owners]),
            escalateTo: ApproverPool(membersOf: [Samples.security]))
        var approval = try Samples.open(Samples.waiting([stage]))
        func look(_ hours: Double) -> [Fact] {
            approval.look([ben], at: Samples.at + hours * hour, escalation: [cleo])
        }
        #expect(look(0).map(\.type) == [.approvalRequested])
        #expect(approval.dueAt(recheck: 1e9) == Samples.at + 24 * hour)
        #expect(approval.decide(cleo, [ben], escalation: [cleo]).reason == .approvalNotAsked)
        #expect(look(23.9).isEmpty)
        #expect(look(24).map(\.type) == [.approvalReminded])
        #expect(look(24).isEmpty)
        #expect(look(48).map(\.type) == [.approvalEscalated])
        #expect(approval.progress.stage.asked == [ben.person, cleo.person])
        let third = look(72)
        guard case .approvalReminded(let reminded)? = third.first else {
            Issue.record("\(third)")
            return
        }
        #expect(reminded.reminder == 3 && reminded.question.asked.count == 2)
        #expect(approval.dueAt(recheck: 1e9) == Samples.at + 96 * hour)
        #expect(
            approval.decide(cleo, [ben], escalation: [cleo], at: Samples.at + 120 * hour).reason == .approvalExpired)
        guard case .requestRejected(let rejected)? = look(120).first else {
            Issue.record("it expires")
            return
        }
        #expect(rejected.failure.reason == .approvalExpired && rejected.denial == nil)
        #expect(look(121).isEmpty)
    }

    @Test("What was slept through is said once: one reminder, and an escalation instead of it")
    func slept() throws {
        var approval = try Samples.open(Samples.waiting(remind: 1, escalate: 100))
        approval.look([ben])
        #expect(approval.look([ben], at: Samples.at + 5.5 * hour).map(\.type) == [.approvalReminded])
        #expect(approval.progress.stage.reminders == 5)
        #expect(approval.look([ben], at: Samples.at + 101 * hour).map(\.type) == [.approvalEscalated])
    }

    @Test("It escalates at once when nobody is left who could decide, once")
    func nobodyLeft() throws {
        let stage = ApprovalStage(
            name: "Owners", approvers: ApproverPool(membersOf: [Samples.owners]),
            escalateTo: ApproverPool(people: ["cleo@contoso.example"]))
        var approval = try Samples.open(Samples.waiting([stage]))
        #expect(approval.look([ben], escalation: [cleo]).map(\.type) == [.approvalRequested])
        let gone = approval.look([], at: Samples.at + 600, escalation: [cleo])
        guard case .approvalEscalated(let escalated)? = gone.first, gone.count == 1 else {
            Issue.record("\(gone)")
            return
        }
        #expect(escalated.cause == .nobodyLeft && escalated.question.asked == [cleo.person])
        #expect(approval.look([], at: Samples.at + 1_200, escalation: [cleo]).isEmpty)
        #expect(approval.decide(cleo, [], escalation: [cleo]).types == [.approvalGiven, .requestApproved])
        // Asked of nobody from the beginning: of the one in the pool who asked for it, and of one of two that are needed.
        var own = try Samples.open(Samples.waiting([stage]))
        #expect(own.look([Samples.rita], escalation: [cleo]).map(\.type) == [.approvalRequested, .approvalEscalated])
        var two = try Samples.open(
            Samples.waiting([
                ApprovalStage(name: "Owners", needed: 2, approvers: ApproverPool(membersOf: [Samples.owners]))
            ]))
        #expect(two.look([ben]).map(\.type) == [.approvalRequested, .approvalEscalated])
        #expect(two.progress.stage.asked == [ben.person])
    }

    @Test("It is looked at again in between, whether those who are asked can still decide")
    func recheck() throws {
        var approval = try Samples.open(Samples.waiting())
        approval.look([ben], at: Samples.at + 60)
        #expect(approval.dueAt(recheck: 600) == Samples.at + 660)
    }

    @Test("Its hours are those of the calendar that the plan names")
    func calendar() throws {
        let berlin = BusinessCalendar(
            name: "office", timeZone: "Europe/Berlin", days: [.monday, .tuesday, .wednesday, .thursday, .friday],
            from: try #require(ClockTime("09:00")), to: try #require(ClockTime("17:00")),
            holidays: [try #require(CalendarDay("2026-12-24")), try #require(CalendarDay("2026-12-25"))])
        let start = try #require(Timestamp.date(of: "2026-12-23T15:00:00Z"))
        let approval = try Samples.open(
            Samples.waiting(calendar: berlin, remind: 2, escalate: 8, expire: 16), at: start)
        #expect(approval.expiresAt == Timestamp.date(of: "2026-12-29T15:00:00Z"))
    }
}
