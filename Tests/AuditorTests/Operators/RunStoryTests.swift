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
