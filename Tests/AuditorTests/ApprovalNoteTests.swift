import Domain
import Foundation
import ServiceNow
import TestSupport
import Testing

@testable import Auditor

@Suite("A note on what people decide")
struct ApprovalNoteTests {
    typealias People = ApprovalSamples

    private func write(_ fact: Fact) throws -> TicketWrite? { try TicketWrite(telling: Samples.event(fact)) }

    @Test("of a request that waits says why, who is asked, until when, and where")
    func waiting() throws {
        let plan = try People.plan(proposedBy: "hr-sync")
        let note = ApprovalNote.waiting(ApprovalRequested(plan: plan, question: People.question()))
        #expect(
            note == """
                Awaiting approval: nothing was changed.
                Why: the risk of this access is high, so a second person has to approve it in Landfall.
                What: add Ana Alvarez (ana@contoso.example) to APP-GROUP-1
                Proposed by: hr-sync, an automation. No person asked for it by themselves.
                Who: “Owner” (stage 2 of 2): Ben Okafor and Cleo Chen are asked, until 2026-11-24 08:10:00 UTC.
                Decide: https://approver.example/approvals/1
                """)
        // An event from before there were stages.
        let old = ApprovalNote.waiting(ApprovalRequested(plan: try Samples.plan(risk: .high)))
        #expect(!old.contains("Who:") && !old.contains("Proposed"))
        let low = ApprovalNote.waiting(
            ApprovalRequested(plan: try People.plan(risk: .low), question: People.question()))
        #expect(low.contains("Why: the policy has people decide about it."))
    }

    @Test("of a reminder, an escalation and a yes is told on the ticket, whose state stays")
    func onTheWay() throws {
        let plan = try People.plan()
        let facts: [(Fact, TicketTurn, String)] = [
            (
                .approvalReminded(ApprovalReminded(plan: plan, question: People.question(), reminder: 1)),
                .approvalReminded, "Reminded: nobody has decided yet."
            ),
            (
                .approvalEscalated(
                    ApprovalEscalated(plan: plan, question: People.question(asked: []), cause: .nobodyLeft)),
                .approvalEscalated, "Escalated: Nobody is left who could decide."
            ),
            (
                .approvalGiven(
                    ApprovalGiven(ticket: plan.ticket, plan: plan.run, vote: People.vote(comment: "for the audit"))),
                .approvalGiven,
                "Decided: Ben Okafor said yes: “for the audit”, as “Owner”, at 2026-11-23 08:10:00 UTC on Landfall’s page."
            ),
            (
                .runDeferred(RunDeferred(plan: plan, opensAt: Samples.at + 60)), .deferred,
                "Approved, and waits: the policy lets this change begin only at certain hours, next at 2026-11-23 08:11:00 UTC."
            ),
        ]
        for (fact, turn, beginning) in facts {
            let write = try #require(try write(fact))
            #expect(write.turn == turn && !turn.isAfterwards)
            #expect(write.note.hasPrefix(beginning), "\(write.note)")
            #expect(write.state == nil && write.fields.isEmpty && write.comment == nil && write.run == plan.run)
        }
        #expect(try #require(try write(facts[1].0)).note.contains("Next move: the owner of the entitlement"))
        // What doesn't count is on record, and not on the ticket.
        let refused = ApprovalRefused(
            ticket: plan.ticket, plan: plan.run, person: People.ben, attempt: "1",
            failure: Failure(.approvalNotAsked, ""))
        #expect(try write(.approvalRefused(refused)) == nil)
    }

    @Test("of a rejection closes the ticket incomplete, with the reason and who said no, for the requester, too")
    func rejected() throws {
        let plan = try People.plan()
        let write = try #require(try write(.requestRejected(People.denied(plan))))
        #expect(write.turn == .rejected && write.state == .closedIncomplete && write.fulfilment == .item)
        #expect(
            write.note == """
                Rejected: nothing was changed. The ticket is closed incomplete.
                Why: The request was not approved.\u{20}
                Who: Ben Okafor said no: “not needed”, as “Owner”, at 2026-11-23 08:10:00 UTC on Landfall’s page.
                What: add Ana Alvarez (ana@contoso.example) to APP-GROUP-1
                To have it after all, ask for it anew.
                Reason code: approval.denied
                """)
        let values = write.values(in: .init())
        #expect(values["state"] == "4" && values["close_notes"] == write.note && values["comments"] == write.note)
        let expired = try #require(try self.write(.requestRejected(People.expired(plan))))
        #expect(expired.note.hasPrefix("Expired: nothing was changed.") && expired.state == .closedIncomplete)
        #expect(expired.note.contains("Why: Nobody decided in time. (after 120 h)") && !expired.note.contains("Who:"))
        let task = try #require(try self.write(.requestRejected(People.denied(try People.plan(fulfilment: .task)))))
        #expect(task.fulfilment == .task && task.values(in: .init())["state"] == nil)
        #expect(task.taskValues(closing: .closedIncomplete, in: .init())["state"] == "4")
    }

    @Test("of what people approved names each with their place and words")
    func approved() throws {
        let plan = try People.plan()
        let approval = Approval(
            source: .people, decisions: [Samples.decision],
            votes: [
                People.vote("Manager", People.cleo),
                Approval.Vote(
                    stage: "Owner", person: People.ben, onBehalfOf: People.cleo, at: Samples.at, place: .serviceNow,
                    comment: "for the audit"),
            ], planDigest: plan.digest)
        var ended = Samples.ended(plan, states: [.verified])
        ended.approval = approval
        #expect(
            TicketNote.landed(ended).hasSuffix(
                """
                Approved by: Bo Berg at 2026-11-23 07:46:40 UTC on the ticket; Cleo Chen at 2026-11-23 08:10:00 UTC on \
                Landfall’s page as “Manager”; Ben Okafor for Cleo Chen at 2026-11-23 08:10:00 UTC in ServiceNow as “Owner”: \
                “for the audit”
                """))
    }

    @Test("of an emergency says that nobody had decided yet, why, and who would have; of a proposed one by what")
    func emergency() throws {
        let plan = try People.plan(emergency: Emergency(reason: "the line stands still"), proposedBy: "hr-sync")
        let approval = Approval(source: .emergency, decisions: [Samples.decision], planDigest: plan.digest)
        let note = TicketNote.started(RunStarted(plan: plan, approval: approval))
        #expect(
            note.contains(
                "nobody has decided in Landfall yet, as it is an emergency: “the line stands still”"))
        #expect(
            note.contains(
                "Who would have: Manager: the manager of Ana Alvarez; Owner: 2 of: the members of the group "
                    + "\(People.group) or dora@contoso.example."))
        #expect(note.contains("Proposed by: hr-sync"))
    }
}
