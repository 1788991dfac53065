import Domain
import Foundation
import TestSupport
import Testing

@testable import Auditor

@Suite("What an event makes of a request's incidents")
struct IncidentDecisionTests {
    private let events: IncidentEvents
    private let ofRun: IncidentKey
    private let ofRequest = IncidentKey(ritm: Samples.ritm, run: nil)

    init() throws {
        events = try IncidentEvents()
        ofRun = IncidentKey(ritm: Samples.ritm, run: events.run)
    }

    /// Whether the event is told, whatever the order in which the others are on record.
    private func tells(_ event: Event, knowing others: Event...) -> Bool {
        let answers = [others + [event], [event] + others, others.reversed() + [event]].map {
            IncidentDecision(on: event, known: $0, open: []).tells?.event.id == event.id
        }
        #expect(Set(answers).count == 1)
        return answers[0]
    }

    private func resolves(_ event: Event, knowing others: Event..., open: [IncidentKey]) -> [IncidentKey] {
        IncidentDecision(on: event, known: others + [event], open: open).resolves
    }

    @Test("A run that was reverted or is stuck is told; one that landed, or was taken back by a person's wish, isn't")
    func outcomes() {
        #expect(tells(events.reverted()))
        #expect(tells(events.stuck()))
        #expect(!tells(events.landed()))
        #expect(!tells(events.takenBack()))
    }

    @Test(
        "A dead letter is told, with a run or without; not one of the stage of incidents, nor of one that only tells people"
    )
    func deadLetters() {
        for stage in ["validate", "approve", "execute", "verify", "settle", "record"] {
            #expect(tells(events.dead(stage)), "\(stage)")
        }
        #expect(!tells(events.dead("incident")))
        #expect(!tells(events.dead("notify")))
        let early = events.dead(
            "validate", .serviceNowRecordGone, of: .requestReceived(RequestReceived(ticket: Samples.ticket)))
        #expect(IncidentTrouble(early)?.key == ofRequest)
        #expect(IncidentTrouble(events.dead())?.key == ofRun)
    }

    @Test("A failure that a later start has put right is told no more, however late it arrives")
    func overtaken() {
        #expect(!tells(events.reverted(start: 1), knowing: events.landed(start: 2)))
        #expect(!tells(events.reverted(start: 1, after: 60), knowing: events.landed(start: 2)))
        #expect(!tells(events.stuck(start: 1), knowing: events.takenBack(start: 2)))
        // The start that came after the landing is another matter.
        #expect(tells(events.reverted(start: 3), knowing: events.landed(start: 2)))
        #expect(tells(events.stuck(start: 3), knowing: events.takenBack(start: 2)))
        // Another failure puts nothing right.
        #expect(tells(events.reverted(start: 1), knowing: events.stuck(start: 2)))
        #expect(tells(events.reverted(start: 2), knowing: events.stuck(start: 1)))
    }

    @Test("A landing that the ticket can't be told of is told until the ticket shows it")
    func pending() {
        let landed = events.landed()
        let pending = events.event(
            .ticketPending(
                TicketPending(
                    ticket: Samples.ticket, run: events.run, beneficiary: Samples.person,
                    cause: landed.id.uuidString.lowercased(), landedAt: Samples.at)), after: 120)
        #expect(tells(pending, knowing: landed))
        #expect(!tells(pending, knowing: landed, events.fulfilled(of: landed)))
        #expect(resolves(events.fulfilled(of: landed, after: 300), knowing: landed, pending, open: [ofRun]) == [ofRun])
    }

    @Test("A dead letter is over when the request has gone on after it")
    func gonesOn() {
        #expect(!tells(events.dead(), knowing: events.landed(after: 1)))
        #expect(!tells(events.dead(), knowing: events.stuck(after: 1)))
        #expect(tells(events.dead(after: 1), knowing: events.landed()))
        let received = Fact.requestReceived(RequestReceived(ticket: Samples.ticket))
        let early = events.dead("validate", .serviceNowRecordGone, of: received)
        #expect(
            !tells(early, knowing: events.event(.approvalRequested(ApprovalRequested(plan: events.plan)), after: 1)))
        let blocked = RequestBlocked(
            ticket: Samples.ticket, failure: Failure(.directoryGroupMissing, "gone"), owner: nil)
        #expect(!tells(early, knowing: events.event(.requestBlocked(blocked), after: 1)))
        // What became of the access says nothing of what is missing on the ticket, or in the trail.
        #expect(tells(events.dead("settle"), knowing: events.landed(after: 1)))
        #expect(tells(events.dead("record"), knowing: events.landed(after: 1)))
    }

    @Test("A ticket that couldn't be told is over when it shows that, or was fulfilled after it")
    func ticket() {
        let landed = events.landed()
        #expect(tells(events.notApplied(of: landed)))
        #expect(!tells(events.notApplied(of: landed, after: 5), knowing: events.fulfilled(of: landed)))
        #expect(!tells(events.dead("settle", of: landed.fact), knowing: events.fulfilled(of: landed)))
        let stuck = events.stuck()
        #expect(!tells(events.dead("settle", of: stuck.fact), knowing: events.updated(.stuck, of: stuck)))
        #expect(
            tells(events.dead("settle", of: stuck.fact), knowing: events.updated(.provisioning, of: events.approved())))
        #expect(
            !tells(
                events.dead("settle", of: stuck.fact), knowing: events.fulfilled(of: events.landed(start: 2), after: 1))
        )
    }

    @Test("An access that wasn't removed at its end is over when it is gone, or has another end")
    func ends() {
        let failed = events.accessEnd(.refused)
        #expect(tells(failed))
        #expect(IncidentTrouble(failed)?.key != ofRun)
        #expect(!tells(failed, knowing: events.accessEnd(.verified)))
        #expect(!tells(failed, knowing: events.accessRenewed()))
        #expect(tells(failed, knowing: events.landed(start: 2)))
    }

    @Test("An incident is resolved when nothing of what it is about is left")
    func resolution() {
        #expect(resolves(events.landed(start: 2), knowing: events.reverted(), open: [ofRun]) == [ofRun])
        #expect(resolves(events.takenBack(start: 2), knowing: events.stuck(), open: [ofRun]) == [ofRun])
        #expect(resolves(events.landed(start: 2), knowing: events.reverted(start: 3), open: [ofRun]) == [])
        // The ticket can't be told of it: people have to see to that first.
        let (reverted, landed) = (events.reverted(), events.landed(start: 2))
        let notApplied = events.notApplied(of: landed, after: 1)
        #expect(resolves(landed, knowing: reverted, notApplied, open: [ofRun]) == [])
        #expect(
            resolves(events.fulfilled(of: landed, after: 2), knowing: reverted, landed, notApplied, open: [ofRun]) == [
                ofRun
            ])
    }

    @Test(
        "What happened before there was a run is over with whatever becomes of the run, which has an incident of its own"
    )
    func twoIncidents() {
        let early = events.dead(
            "validate", .serviceNowRecordGone, of: .requestReceived(RequestReceived(ticket: Samples.ticket)))
        let reverted = events.reverted(after: 1)
        let decision = IncidentDecision(on: reverted, known: [early, reverted], open: [ofRequest, ofRun])
        #expect(decision.tells?.key == ofRun)
        #expect(decision.resolves == [ofRequest])
    }
}
