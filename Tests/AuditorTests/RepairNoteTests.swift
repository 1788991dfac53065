import Domain
import Foundation
import Teams
import TestSupport
import Testing

@testable import Auditor

@Suite("What people are told of access that is put back")
struct RepairNoteTests {
    private static let repair = RunRetry.repair([Samples.key()], start: 2, foundAt: Samples.at)

    private func plan() throws -> Plan {
        try Samples.plan(groups: [Samples.group, Samples.otherGroup], fulfilment: .task, onDrift: .repair)
    }

    private func ended(_ states: [OperationState]) throws -> RunEnded {
        var ended = Samples.ended(try plan(), states: states)
        ended.start = 2
        ended.repair = Self.repair
        return ended
    }

    private func started() throws -> RunStarted {
        let plan = try plan()
        return RunStarted(plan: plan, approval: Samples.approval(of: plan), retry: Self.repair)
    }

    private func drifted(_ repair: DriftRepair?) throws -> AccessDrifted {
        let plan = try plan()
        return AccessDrifted(
            plan: plan, approval: Samples.approval(of: plan), key: Samples.key(), kind: .removedOutside, inOrderAt: nil,
            foundAt: Samples.at, numberInGroup: 1, repair: repair)
    }

    private func write(_ fact: Fact) throws -> TicketWrite {
        try #require(try TicketWrite(telling: Samples.event(fact)))
    }

    @Test("The closed ticket gets notes about what is put back alone, and stays as it is: it isn't closed once more")
    func notes() throws {
        let writes = [
            (try write(.runStarted(started())), TicketTurn.repairing),
            (try write(.runLanded(ended([.verified, .verified]))), .repaired),
            (try write(.runStuck(ended([.refused, .verified]))), .repairStuck),
        ]
        for (write, turn) in writes {
            #expect(write.turn == turn && turn.isAfterwards)
            #expect(write.state == nil && write.fulfilment == .item && write.fields.isEmpty && write.comment == nil)
            #expect(write.note.contains("APP-GROUP-1") && !write.note.contains("APP-GROUP-2"))
            #expect(
                write.note.contains("Asked for by the policy") && write.note.contains("removed outside of Landfall"))
        }
        #expect(writes[2].0.note.contains("Reason code: graph.forbidden"))
    }

    @Test("The drift says that it is put back by itself; or how often it was, and that it isn't any more")
    func driftNotes() throws {
        func words(_ repair: DriftRepair?) throws -> (note: String, card: String) {
            let drifted = try drifted(repair)
            let card = NoticeCard.drifted(drifted)
            return (
                try write(.accessDrifted(drifted)).note, card.facts.first { $0.name == "Next move" }?.value ?? ""
            )
        }
        for text in [try words(.init(isDue: true, earlier: 0)).note, try words(.init(isDue: true, earlier: 0)).card] {
            #expect(text.contains("Landfall puts the access back by itself, as the policy says. "))
        }
        #expect(try words(.init(isDue: true, earlier: 1)).card.contains("had been put back once before"))
        for text in [try words(.init(isDue: false, earlier: 3)).note, try words(.init(isDue: false, earlier: 3)).card] {
            #expect(text.contains("doesn't put it back again") && text.contains("had been put back 3 times before"))
        }
        #expect(try !words(nil).note.contains("put"))
    }

    @Test("One that can't be put back has a card with Retry, an incident, and its own words on the page")
    func stuck() throws {
        let fact = Fact.runStuck(try ended([.refused, .verified]))
        let links = NoticeLinks(
            runs: RunLinks(base: "https://landfall.example"), serviceNow: "https://example.service-now.com")
        let notice = try #require(CardNotice(telling: Samples.event(fact), links: links))
        #expect(notice.kind == .stuck && notice.card.title.contains("could not be put back"))
        #expect(notice.card.links.contains { $0.title == "Retry" })
        let trouble = try #require(IncidentTrouble(Samples.event(fact)))
        #expect(trouble.matter == .run(start: 2))
        #expect(trouble.isOver(by: Samples.event(.runLanded(try ended([.verified, .verified])))))
    }
}
