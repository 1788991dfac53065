import Domain
import Foundation
import SignIn
import TestSupport
import Testing

@testable import Auditor

@Suite("What the audit trail says of a run")
struct RunStoryTests {
    private func entries(_ facts: [Fact]) -> [RecordedEvent] {
        facts.enumerated().map { index, fact in
            RecordedEvent(
                number: Int64(index + 1), type: fact.type.rawValue, at: Samples.at + Double(index), service: "executor",
                fact: fact)
        }
    }

    private func story(_ plan: Plan, _ facts: Fact...) throws -> RunStory {
        try #require(RunStory(run: plan.run, entries(facts)))
    }

    @Test("is nothing where nothing says what the run is to do")
    func nothing() throws {
        let plan = try Samples.plan()
        #expect(RunStory(run: plan.run, []) == nil)
        let other = try Samples.plan(groups: [Samples.otherGroup])
        #expect(RunStory(run: plan.run, entries([Samples.approved(other)])) == nil)
        let unknown = RecordedEvent(number: 1, type: "run.sunk", at: Samples.at, service: "executor", fact: nil)
        #expect(RunStory(run: plan.run, [unknown]) == nil)
    }

    @Test("goes from approval to its start and its end, and says whose move it is")
    func course() throws {
        let plan = try Samples.plan()
        let landed = Fact.runLanded(Samples.ended(plan, states: [.verified]))
        let fulfilled = Fact.ticketFulfilled(
            TicketUpdated(ticket: plan.ticket, run: plan.run, turn: .fulfilled, cause: "x", correlation: nil))
        let courses: [([Fact], String, String, RetryDecision)] = [
            (
                [.approvalRequested(ApprovalRequested(plan: plan))], "Waits for approval", "The approvers’.",
                .refuse(.underWay)
            ),
            ([Samples.approved(plan)], "Approved", "Landfall’s.", .refuse(.underWay)),
            ([Samples.approved(plan), Samples.started(plan)], "Being carried out", "Landfall’s.", .refuse(.underWay)),
            ([Samples.approved(plan), Samples.started(plan), landed], "Landed", "Landfall’s.", .refuse(.landed)),
            ([Samples.started(plan), landed, fulfilled], "Landed", "Nobody’s.", .refuse(.landed)),
            (
                [Samples.started(plan), .runStuck(Samples.ended(plan, states: [.refused]))], "Stuck",
                "The directory team: once the cause is gone, the run can be retried.", .begin
            ),
            (
                [Samples.started(plan), .runReverted(Samples.ended(plan, states: [.refused]))], "Reverted",
                "The directory team: once the cause is gone, the run can be retried.", .begin
            ),
        ]
        for (facts, headline, move, decision) in courses {
            let story = try #require(RunStory(run: plan.run, entries(facts)))
            let state = RunState(story, orders: [])
            #expect(state.headline == headline)
            #expect(state.nextMove == move)
            #expect(story.retryDecision == decision)
            #expect(story.nextStart == 2)
        }
    }

    @Test("says who is asked, why it is never carried out, and until when it waits")
    func people() throws {
        let plan = try ApprovalSamples.plan()
        let asked = Fact.approvalRequested(ApprovalRequested(plan: plan, question: ApprovalSamples.question()))
        let waiting = RunState(try story(plan, asked), orders: [])
        #expect(waiting.headline == "Waits for approval")
        #expect(
            waiting.sentence.contains("“Owner” (stage 2 of 2): Ben Okafor and Cleo Chen are asked, until 2026-11-24"))
        let denied = RunState(
            try story(plan, asked, .requestRejected(ApprovalSamples.denied(plan))), orders: [])
        #expect(denied.headline == "Rejected" && denied.sentence.hasPrefix("Ben Okafor said no: “not needed”."))
        #expect(denied.nextMove == "The requester’s, who may ask for it anew.")
        let expired = RunState(try story(plan, .requestRejected(ApprovalSamples.expired(plan))), orders: [])
        #expect(expired.headline == "Expired")
        let low = try Samples.plan()
        let deferred = Fact.runDeferred(RunDeferred(plan: low, opensAt: Samples.at + 60))
        let state = RunState(try story(low, Samples.approved(low), deferred), orders: [])
        #expect(state.headline == "Approved, and waits" && state.sentence.contains("2026-11-23 08:11:00 UTC"))
        #expect(
            RunState(try story(low, Samples.approved(low), deferred, Samples.started(low)), orders: []).headline
                == "Being carried out")
        let again = RunState(
            try story(
                low, Samples.started(low), .runReverted(Samples.ended(low, states: [.refused])),
                .runDeferred(RunDeferred(plan: low, opensAt: Samples.at + 60, start: 2))), orders: [])
        #expect(again.headline == "Reverted" && again.sentence.hasSuffix("when it may begin."))
    }

    @Test("tells of decisions in sentences")
    func decisions() throws {
        let plan = try ApprovalSamples.plan(proposedBy: "hr-sync")
        let question = ApprovalSamples.question()
        let facts: [(Fact, String)] = [
            (
                .requestValidated(RequestValidated(plan: plan, ticketApprovals: [Samples.decision])),
                "The policy allows it; the plan was made. Proposed by hr-sync."
            ),
            (
                .approvalRequested(ApprovalRequested(plan: plan, question: question)),
                "Owner: Ben Okafor and Cleo Chen are asked to approve it."
            ),
            (
                .approvalReminded(ApprovalReminded(plan: plan, question: question, reminder: 1)),
                "Owner: reminded, as nobody has decided yet."
            ),
            (
                .approvalEscalated(ApprovalEscalated(plan: plan, question: question, cause: .overdue)),
                "Owner: escalated. Nobody decided in time."
            ),
            (
                .approvalGiven(ApprovalGiven(ticket: plan.ticket, plan: plan.run, vote: ApprovalSamples.vote())),
                "Owner: Ben Okafor said yes."
            ),
            (
                .approvalRefused(
                    ApprovalRefused(
                        ticket: plan.ticket, plan: plan.run, person: nil, attempt: "1",
                        failure: Failure(.approvalRecordUnclear, ""))),
                "A decision of somebody unknown doesn’t count. \(Reason.approvalRecordUnclear.sentence)"
            ),
            (
                .requestRejected(ApprovalSamples.denied(plan)),
                "Owner: Ben Okafor said no: “not needed”. The request was not approved."
            ),
            (.requestRejected(ApprovalSamples.expired(plan)), "Rejected. Nobody decided in time."),
            (
                .runDeferred(RunDeferred(plan: plan, opensAt: Samples.at)),
                "Waits until 2026-11-23 08:10:00 UTC, when its changes may begin."
            ),
        ]
        for (entry, (_, sentence)) in zip(entries(facts.map(\.0)), facts) {
            #expect(EventSentence.text(of: entry, in: plan) == sentence)
        }
    }

    @Test("says what has drifted since, until it has not any more, in whatever order that was recorded")
    func drift() throws {
        let drifted = try DriftNoteTests.drifted(.removedOutside)
        let plan = drifted.plan
        let ended = Fact.accessDriftEnded(
            AccessDriftEnded(
                ticket: plan.ticket, run: plan.run, beneficiary: plan.beneficiary, operation: plan.operations[0],
                kind: .removedOutside, foundAt: drifted.foundAt, endedAt: Samples.at + 9, isMember: true,
                numberInGroup: 1))
        let landed = Fact.runLanded(Samples.ended(plan, states: [.verified]))
        let state = RunState(
            try story(plan, Samples.started(plan), landed, .accessDrifted(drifted)), orders: [])
        #expect(state.tone == "bad" && state.headline == "Landed")
        #expect(state.sentence.contains("Every change was in place, and read back"))
        #expect(state.sentence.contains("APP-GROUP-1: the access of this request is no longer there"))
        #expect(state.nextMove.hasPrefix("The directory team finds out"))
        for facts in [[Fact.accessDrifted(drifted), ended], [ended, .accessDrifted(drifted)]] {
            let story = try #require(RunStory(run: plan.run, entries([Samples.started(plan), landed] + facts)))
            #expect(story.drifts.isEmpty && RunState(story, orders: []).tone == "good")
        }
    }

    @Test("counts the starts: a retry that is under way can't be retried, and one that ended can")
    func starts() throws {
        let plan = try Samples.plan()
        let stuck = Samples.ended(plan, states: [.refused])
        let again = Samples.started(plan, retry: Samples.retry(2))
        let underWay = try story(plan, Samples.started(plan), .runStuck(stuck), again)
        #expect(underWay.starts.map(\.number) == [1, 2])
        #expect(underWay.retryDecision == .refuse(.underWay))
        #expect(underWay.rollbackDecision == .refuse(.underWay))
        let second = RunEnded(
            plan: plan, approval: Samples.approval(of: plan), outcomes: stuck.outcomes, endedAt: Samples.at, start: 2)
        let ended = try story(plan, Samples.started(plan), .runStuck(stuck), again, .runReverted(second))
        #expect(ended.nextStart == 3)
        #expect(ended.retryDecision == .begin)
        #expect(ended.rollbackDecision == .refuse(.nothingInPlace))
    }

    @Test("tells of a message that a stage has given up on, until the run has come to an end")
    func deadLetters() throws {
        let plan = try Samples.plan()
        let dead = Fact.messageDeadLettered(
            MessageDeadLettered(
                event: Samples.event(Samples.approved(plan)), stage: "execute", attempts: 12,
                failure: Failure(.graphUnavailable, "503")))
        let open = try story(plan, Samples.started(plan), dead)
        #expect(RunState(open, orders: []).sentence.contains("landfall.execute.dead"))
        #expect(RunState(open, orders: []).tone == "bad")
        let closed = try story(plan, Samples.started(plan), dead, .runLanded(Samples.ended(plan, states: [.verified])))
        #expect(!RunState(closed, orders: []).sentence.contains("dead"))
    }

    @Test("has a sentence for every entry, also for one that this version doesn't know")
    func sentences() throws {
        let plan = try Samples.plan()
        let facts: [Fact] = [
            Samples.approved(plan), Samples.started(plan, retry: Samples.retry(2)),
            .retryRequested(RetryRequested(plan: plan, approval: Samples.approval(of: plan), retry: Samples.retry(2))),
            .runLanded(Samples.ended(plan, states: [.verified])),
        ]
        for entry in entries(facts) { #expect(EventSentence.text(of: entry, in: plan).hasSuffix(".")) }
        let unknown = RecordedEvent(number: 1, type: "run.sunk", at: Samples.at, service: "executor", fact: nil)
        #expect(EventSentence.text(of: unknown, in: plan).contains("run.sunk"))
    }
}

@Suite("The reason of an operator")
struct WrittenReasonTests {
    @Test("is one line of words, at most 500 characters")
    func read() throws {
        #expect(try WrittenReason.read("  asked\r\n\tby  the \u{7}owner ", isRequired: true) == "asked by the owner")
        #expect(try WrittenReason.read(" \n ", isRequired: false) == nil)
        #expect(try WrittenReason.read(nil, isRequired: false) == nil)
        #expect(throws: WrittenReason.Problem.missing) { try WrittenReason.read(" \n ", isRequired: true) }
        #expect(try WrittenReason.read(String(repeating: "é", count: 500), isRequired: true)?.count == 500)
        #expect(throws: WrittenReason.Problem.tooLong) {
            try WrittenReason.read(String(repeating: "é", count: 501), isRequired: false)
        }
    }
}

@Suite("The second person")
struct SecondPersonTests {
    @Test("is asked for by the rule and the plan's risk")
    func rule() {
        for risk in Risk.allCases {
            #expect(SecondPersonRule.always.applies(to: risk))
            #expect(!SecondPersonRule.never.applies(to: risk))
            #expect(SecondPersonRule.highRisk.applies(to: risk) == (risk != .low))
        }
    }
}
