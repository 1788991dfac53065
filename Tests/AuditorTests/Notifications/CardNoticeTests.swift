import Domain
import Fleet
import Foundation
import Teams
import TestSupport
import Testing

@testable import Auditor

@Suite("What people are told in Teams")
struct CardNoticeTests {
    static let links = NoticeLinks(
        runs: RunLinks(base: "https://landfall.example"), serviceNow: "https://example.service-now.com")
    private static let groups = [Samples.group, Samples.otherGroup]
    private static let retry = RunRetry(start: 2, askedBy: "Olga Orlova", askedAt: Samples.at)
    private static let rollback = RunRollback(
        start: 2, askedBy: "Olga Orlova", askedAt: Samples.at, reason: "it was a mistake", agreedBy: "Per Persson")

    private static func notice(_ fact: Fact) -> CardNotice? { CardNotice(telling: Samples.event(fact), links: links) }

    private static func dead(
        _ stage: String, _ reason: Reason = .serviceDefect, of fact: Fact? = nil
    ) throws -> Fact {
        .messageDeadLettered(
            MessageDeadLettered(
                event: Samples.event(try fact ?? .approvalRequested(ApprovalRequested(plan: Samples.plan()))),
                stage: stage, attempts: 12, failure: Failure(reason, "as it was")))
    }

    /// One fact of each kind of card.
    static func facts() throws -> [(CardNotice.Kind, Fact)] {
        let plan = try Samples.plan(groups: groups)
        let refused = Samples.ended(plan, states: [.reverted, .refused])
        let ending = try Samples.plan(until: Samples.at)
        let ended = AccessEnded(
            plan: ending, approval: Samples.approval(of: ending),
            outcome: RunEnded.Outcome(
                key: Samples.key(action: .remove), state: .verified, isOurChange: true,
                failure: Failure(.graphForbidden, "403")),
            dueAt: Samples.at, endedAt: Samples.at)
        let people = try ApprovalSamples.plan()
        let emergency = try ApprovalSamples.plan(
            emergency: Emergency(reason: "the line stands still"), proposedBy: "hr-sync")
        var rolledBack = refused
        rolledBack.rollback = rollback
        return [
            (
                .blocked,
                .requestBlocked(
                    RequestBlocked(
                        ticket: Samples.ticket, failure: Failure(.directoryGroupMissing, "APP-GROUP-1"),
                        owner: Samples.owner))
            ),
            (.waiting, .approvalRequested(ApprovalRequested(plan: plan))),
            (
                .reminded,
                .approvalReminded(
                    ApprovalReminded(plan: people, question: ApprovalSamples.question(), reminder: 1))
            ),
            (
                .escalated,
                .approvalEscalated(
                    ApprovalEscalated(plan: people, question: ApprovalSamples.question(asked: []), cause: .nobodyLeft))
            ),
            (.rejected, .requestRejected(ApprovalSamples.denied(people))),
            (
                .emergency,
                .requestApproved(
                    RequestApproved(
                        plan: emergency,
                        approval: Approval(
                            source: .emergency, decisions: [Samples.decision], planDigest: emergency.digest)))
            ),
            (.reverted, .runReverted(refused)),
            (.stuck, .runStuck(Samples.ended(plan, states: [.verified, .refused]))),
            (.rolledBack, .runReverted(rolledBack)),
            (
                .retryRefused,
                .retryRefused(RetryRefused(ticket: plan.ticket, run: plan.run, retry: retry, refusal: .landed))
            ),
            (
                .rollbackRefused,
                .rollbackRefused(
                    RollbackRefused(ticket: plan.ticket, run: plan.run, rollback: rollback, refusal: .superseded))
            ),
            (.accessEnded, .accessEnded(ended)),
            (.accessEndFailed, .accessEndFailed(ended)),
            (.removedOutside, .accessDrifted(try DriftNoteTests.drifted(.removedOutside))),
            (.addedOutside, .accessDrifted(try DriftNoteTests.drifted(.addedOutside))),
            (.overdue, .accessDrifted(try DriftNoteTests.drifted(.overdue))),
            (.driftedInNumbers, .accessDrifted(try DriftNoteTests.drifted(.removedOutside, number: 51))),
            (.driftEnded, .accessDriftEnded(try DriftNoteTests.ended(.removedOutside, isMember: true))),
            (
                .ticketNotApplied,
                .ticketNotApplied(
                    TicketNotApplied(
                        ticket: plan.ticket, run: plan.run, turn: .fulfilled, cause: "x",
                        failure: Failure(.serviceNowNotApplied, "shows state 4")))
            ),
            (
                .ticketPending,
                .ticketPending(
                    TicketPending(
                        ticket: plan.ticket, run: plan.run, beneficiary: plan.beneficiary, cause: "x",
                        landedAt: Samples.at))
            ),
            (.deadLettered, try dead("execute")),
        ]
    }

    @Test("has a card of each kind, with the ticket, why, and whose move it is")
    func kinds() throws {
        let facts = try Self.facts()
        #expect(facts.map(\.0) == CardNotice.Kind.allCases)
        for (kind, fact) in facts {
            let notice = try #require(Self.notice(fact))
            #expect(notice.kind == kind)
            #expect(notice.card.title.contains("RITM0010001"))
            #expect(!notice.card.text.isEmpty)
            #expect(
                notice.card.links.last?.url
                    == "https://example.service-now.com/nav_to.do?uri=sc_req_item.do%3Fsys_id%3D\(Samples.sysID)")
            let message = String(decoding: try CardMessage.encode(notice.card), as: UTF8.self)
            #expect(!message.contains("shortened"))
        }
    }

    @Test("offers Retry and Rollback where they make sense")
    func links() throws {
        let titles = Dictionary(
            uniqueKeysWithValues: try Self.facts().map { ($0, Self.notice($1)?.card.links.map(\.title) ?? []) })
        let look = ["Look at the run", "Open RITM0010001"]
        #expect(titles[.reverted] == ["Retry"] + look)
        #expect(titles[.stuck] == ["Retry", "Roll back"] + look)
        #expect(titles[.rolledBack] == look)
        #expect(titles[.blocked] == ["Open RITM0010001"])
        for kind in [CardNotice.Kind.waiting, .retryRefused, .accessEnded, .ticketPending, .deadLettered] {
            #expect(titles[kind] == look)
        }
        var stuck = Samples.ended(try Samples.plan(groups: Self.groups), states: [.reverting, .reverted])
        stuck.rollback = Self.rollback
        let notice = try #require(Self.notice(.runStuck(stuck)))
        #expect(notice.card.links.map(\.title) == ["Roll back"] + look)
        let run = try #require(stuck.run)
        #expect(notice.card.links[0].url == "https://landfall.example/runs/\(run)/rollback")
    }

    @Test("of what people have to decide leads to the page on which they do")
    func decide() throws {
        let plan = try ApprovalSamples.plan()
        let asked = ApprovalRequested(plan: plan, question: ApprovalSamples.question())
        let card = try #require(Self.notice(.approvalRequested(asked))?.card)
        #expect(card.links.map(\.title) == ["Decide", "Look at the run", "Open RITM0010001"])
        #expect(card.links[0].url == "https://approver.example/approvals/1")
        #expect(card.facts.contains(Card.Fact("Decide until", "2026-11-24 08:10:00 UTC")))
        #expect(card.facts.contains(Card.Fact("Who", "“Owner” (stage 2 of 2): Ben Okafor and Cleo Chen are asked")))
        // An address that none can be opened by makes a card without the button, not none.
        var broken = asked
        broken.question?.link = "javascript:alert(1)"
        #expect(
            Self.notice(.approvalRequested(broken))?.card.links.map(\.title) == ["Look at the run", "Open RITM0010001"])
    }

    @Test("of an emergency names why, and everybody who was not asked; of any other approval there is none")
    func emergency() throws {
        let fact = try #require(try Self.facts().first { $0.0 == .emergency }?.1)
        let card = try #require(Self.notice(fact)?.card)
        #expect(card.facts.contains(Card.Fact("Why", "the line stands still")))
        let skipped = card.facts.filter { $0.name == "Not asked before" }.map(\.value)
        #expect(skipped.count == 2 && skipped[0] == "Manager: the manager of Ana Alvarez")
        #expect(skipped[1].contains("dora@contoso.example"))
        #expect(card.facts.contains(Card.Fact("Proposed by", "hr-sync, an automation")))
        let plan = try Samples.plan()
        #expect(Self.notice(.requestApproved(RequestApproved(plan: plan, approval: Samples.approval(of: plan)))) == nil)
    }

    @Test("goes to the owners’ channels where it is theirs to decide or to see to, and else to the common one")
    func channels() throws {
        let plan = try ApprovalSamples.plan(channels: ["Finance", "HR"])
        func channels(_ fact: Fact) -> [String?] {
            CardNotice.all(telling: Samples.event(fact), links: Self.links).map(\.channel)
        }
        let asked = Fact.approvalRequested(ApprovalRequested(plan: plan, question: ApprovalSamples.question()))
        #expect(channels(asked) == ["Finance", "HR"])
        #expect(channels(.requestRejected(ApprovalSamples.expired(plan))) == ["Finance", "HR"])
        #expect(Set(CardNotice.all(telling: Samples.event(asked), links: Self.links).map(\.key)).count == 2)
        var owner = Samples.owner
        owner.teamsChannel = "Finance"
        let failure = Failure(.directoryGroupMissing, "")
        #expect(
            channels(.requestBlocked(RequestBlocked(ticket: plan.ticket, failure: failure, owner: owner))) == [
                "Finance"
            ])
        #expect(
            channels(.requestBlocked(RequestBlocked(ticket: plan.ticket, failure: failure, owner: Samples.owner))) == [
                nil
            ])
        #expect(channels(.runStuck(Samples.ended(plan, states: [.refused]))) == [nil])
        #expect(channels(Samples.started(plan)).isEmpty)
    }

    @Test("of a ticket that hides that its request was rejected says so")
    func hiddenRejection() throws {
        let plan = try ApprovalSamples.plan()
        let notApplied = TicketNotApplied(
            ticket: plan.ticket, run: plan.run, turn: .rejected, cause: "x",
            failure: Failure(.serviceNowNotApplied, "shows state 3"))
        let card = try #require(Self.notice(.ticketNotApplied(notApplied))?.card)
        #expect(card.title == "RITM0010001: it was not approved, and its ticket doesn't show that")
        #expect(card.text.contains("misled"))
    }

    @Test("of a blocked request names the owner, whose move it is")
    func owner() throws {
        let blocked = try #require(Self.notice(try Self.facts()[0].1)?.card)
        #expect(blocked.facts.contains(Card.Fact("Next move", "Finance applications")))
        #expect(
            blocked.facts.contains(Card.Fact("Why", "The group does not exist in Entra. (APP-GROUP-1)")))
        #expect(blocked.facts.contains(Card.Fact("Reason code", "directory.group_missing")))
    }

    @Test("of a run says of each change what became of it, and why, each reason once")
    func runs() throws {
        let plan = try Samples.plan(groups: Self.groups)
        let card = try #require(Self.notice(.runStuck(Samples.ended(plan, states: [.refused, .refused])))?.card)
        #expect(card.details.count == 2)
        #expect(card.details[0].hasPrefix("Not added: Ana Alvarez (ana@contoso.example) to APP-GROUP-1"))
        #expect(card.facts.count { $0.name == "Why" } == 1)
        #expect(card.facts.contains(Card.Fact("Reason code", "graph.forbidden")))
        let refused = try #require(Self.notice(.runReverted(Samples.ended(plan, states: [.planned, .refused])))?.card)
        #expect(refused.title == "RITM0010001 was refused")
    }

    @Test("is the same card for the same fact, and another one for a later start of the run")
    func keys() throws {
        let plan = try Samples.plan()
        let first = Samples.ended(plan, states: [.refused])
        let again = RunEnded(
            plan: plan, approval: first.approval, outcomes: first.outcomes, endedAt: Samples.at + 60, start: 2)
        let later = Event(
            .runStuck(first), at: Samples.at + 5, by: Origin(service: "x", instance: "y"), trace: Samples.trace)
        let key = try #require(Self.notice(.runStuck(first))?.key)
        #expect(CardNotice(telling: later, links: Self.links)?.key == key)
        #expect(Self.notice(.runStuck(again))?.key != key)
        #expect(Self.notice(.runReverted(first))?.key != key)
    }

    @Test("of a dead letter says what stands still, and doesn't tell of its own, nor twice of one ticket")
    func deadLetters() throws {
        #expect(Self.notice(try Self.dead("validate"))?.card.title == "RITM0010001 stands still")
        #expect(
            Self.notice(try Self.dead("settle", .serviceNowRecordGone))?.card.title
                == "RITM0010001: the ticket could not be told")
        #expect(Self.notice(try Self.dead("record"))?.card.title == "RITM0010001: the audit trail lacks an event")
        #expect(Self.notice(try Self.dead("notify", .teamsCardRefused)) == nil)
        #expect(Self.notice(try Self.dead("settle", .serviceNowNotApplied)) == nil)
        #expect(Self.notice(try Self.dead("settle", .serviceNowItemClosed)) == nil)
        let due = Fact.operationVerificationDue(
            OperationVerificationDue(
                ticket: Samples.ticket, run: try Samples.plan().run, key: Samples.key(action: .remove), purpose: .end))
        #expect(
            Self.notice(try Self.dead("verify", .graphUnverified, of: due))?.card.title
                == "RITM0010001: access has ended, and may still be in place")
    }

    @Test("is nothing of what goes well, or of what the ticket alone is told")
    func silence() throws {
        let plan = try Samples.plan()
        #expect(Self.notice(.requestReceived(RequestReceived(ticket: Samples.ticket))) == nil)
        #expect(Self.notice(.runLanded(Samples.ended(plan, states: [.verified]))) == nil)
        #expect(Self.notice(.runStarted(RunStarted(plan: plan, approval: Samples.approval(of: plan)))) == nil)
    }

    @Test("covers what the stage's queue is bound to")
    func binding() throws {
        guard case .types(let types) = Stage.notify.takes else { throw NeverHappened(what: "a list of types") }
        #expect(Set(try Self.facts().map(\.1.type)) == Set(types))
    }

    @Test("A dead letter of the stage that tells people is not told on the ticket: the request goes on")
    func ticket() throws {
        #expect(try TicketWrite(telling: Samples.event(try Self.dead("notify", .teamsCardRefused))) == nil)
        #expect(try TicketWrite(telling: Samples.event(try Self.dead("execute"))) != nil)
    }
}
