import Domain
import Fleet
import Foundation
import Testing

@Suite(
    "An instance that hides, drops and refuses",
    SharedTicketBench(
        tickets: HardRules.tickets, hidden: 250, rules: HardRules.rules, faults: HardRules.faults,
        givingUp: [.settle]),
    .timeLimit(.minutes(3)))
struct HardRulesTests {
    private func approve(_ ticket: WeatherTicket) throws -> TicketBench {
        let bench = try SharedTicketBench.current
        try bench.serviceNow.approve(ticket)
        return bench
    }

    @Test(
        "A state that is dropped without a word is noticed: the ticket isn't called fulfilled, and one incident says so"
    )
    func fieldDropped() async throws {
        let ticket = HardRules.dropped
        let bench = try approve(ticket)
        try await bench.stated(.ticketNotApplied, of: ticket, times: 2)
        try await bench.stated(.incidentUpdated, of: ticket)
        bench.expectTold(ticket, states: [], notes: [Note.started, Note.fulfilled])
        #expect(try await bench.trail(of: ticket).contains(EventType.ticketFulfilled.rawValue) == false)
        #expect(bench.serviceNow.incidents(of: ticket).count == 1)
        #expect(bench.directory.effects(on: ticket) == ["member.added"])
    }

    @Test("A business rule that refuses the closing is one incident; the ticket stays as it is")
    func closingRefused() async throws {
        let ticket = HardRules.refused
        let bench = try approve(ticket)
        try await bench.stated(.incidentOpened, of: ticket)
        bench.expectTold(ticket, states: ["2"], notes: [Note.started])
        #expect(bench.serviceNow.incidents(of: ticket).count == 1)
        #expect(bench.directory.effects(on: ticket) == ["member.added"])
    }

    @Test("A journal that reads as empty isn't taken for one without the note: the state tells that the write arrived")
    func journalUnread() async throws {
        let bench = try approve(HardRules.unreadJournal)
        try await bench.stated(.ticketFulfilled, of: HardRules.unreadJournal)
        bench.expectFulfilled(HardRules.unreadJournal)
    }

    @Test("A note that can't be looked for, and no state to tell by: it isn't written again, and one incident says so")
    func noteUnread() async throws {
        let ticket = HardRules.unreadNote
        let bench = try approve(ticket)
        try await bench.stated(.incidentOpened, of: ticket)
        bench.expectTold(ticket, states: [], notes: [Note.blocked])
        #expect(bench.serviceNow.incidents(of: ticket).count == 1)
    }

    @Test(
        "A ticket that an access rule hides in mid-run looks as if it were gone: one incident, and nothing written twice"
    )
    func ticketHidden() async throws {
        let ticket = HardRules.hidden
        let bench = try approve(ticket)
        try await bench.stated(.incidentUpdated, of: ticket)
        bench.expectTold(ticket, states: ["2"], notes: [Note.started])
        #expect(bench.serviceNow.incidents(of: ticket).count == 1)
        #expect(bench.directory.effects(on: ticket) == ["member.added"])
    }

    @Test("An approval by nobody, as rows become that are posted, is none")
    func approvedByNobody() async throws {
        let ticket = HardRules.blankApprover
        let bench = try approve(ticket)
        try await bench.stated(.ticketUpdated, of: ticket)
        bench.expectTold(ticket, states: [], notes: [Note.blocked])
        #expect(bench.directory.effects(on: ticket).isEmpty)
    }

    @Test(
        "A ticket under a short id that is no hexadecimal number is found behind a page of others that are all hidden, and lands; when it was approved is told in UTC, wherever the integration user lives"
    )
    func foundBehindHiddenOnes() async throws {
        let ticket = HardRules.strangeID
        let bench = try approve(ticket)
        try await bench.stated(.ticketFulfilled, of: ticket)
        bench.expectFulfilled(ticket)
        let validated = try #require(try await bench.events(.requestValidated, of: ticket).first)
        guard case .requestValidated(let fact) = validated.fact, let approval = fact.ticketApprovals.first else {
            Issue.record("\(validated)")
            return
        }
        #expect(abs(approval.at.timeIntervalSinceNow) < 600)
    }

    @Test("A run that is taken back is one note and one incident")
    func takenBack() async throws {
        let ticket = HardRules.reverted
        let bench = try approve(ticket)
        try await bench.stated(.incidentOpened, of: ticket)
        try await bench.stated(.ticketUpdated, of: ticket, times: 2)
        bench.expectTold(ticket, states: ["2"], notes: [Note.started, Note.reverted])
        #expect(bench.serviceNow.incidents(of: ticket).count == 1)
        #expect(bench.directory.effects(on: ticket) == ["member.added", "member.removed"])
    }

    @Test("A request that is blocked is one note, in the owners' hands, and no incident")
    func blockedOnce() async throws {
        let ticket = HardRules.blocked
        let bench = try approve(ticket)
        try await bench.stated(.ticketUpdated, of: ticket)
        bench.expectTold(ticket, states: [], notes: [Note.blocked])
        #expect(bench.serviceNow.incidents(of: ticket).isEmpty)
    }
}
