import Domain
import Foundation
import Teams
import TestSupport
import Testing

@testable import Auditor

@Suite("What people are told of drift")
struct DriftNoteTests {
    private static let until = Samples.at - 86_400

    static func drifted(
        _ kind: DriftKind, cause: Reason? = nil, inOrderAt: Date? = Samples.at - 3_600, number: Int = 1
    ) throws -> AccessDrifted {
        let plan = try Samples.plan(until: until)
        return AccessDrifted(
            plan: plan, approval: Samples.approval(of: plan),
            key: Samples.key(action: kind == .addedOutside ? .remove : .add), kind: kind, cause: cause,
            dueAt: kind == .overdue ? until : nil, inOrderAt: inOrderAt, foundAt: Samples.at, numberInGroup: number)
    }

    static func ended(_ kind: DriftKind, isMember: Bool, number: Int = 1) throws -> AccessDriftEnded {
        let plan = try Samples.plan(until: until)
        return AccessDriftEnded(
            ticket: plan.ticket, run: plan.run, beneficiary: plan.beneficiary, operation: plan.operations[0],
            kind: kind,
            foundAt: Samples.at, endedAt: Samples.at + 86_400, isMember: isMember, numberInGroup: number)
    }

    private func write(_ fact: Fact) throws -> TicketWrite {
        try #require(try TicketWrite(telling: Samples.event(fact)))
    }

    @Test("A closed ticket gets a note, and stays as it is: drift fulfils nothing, and reopens nothing")
    func notes() throws {
        for kind in DriftKind.allCases {
            let drifted = try write(.accessDrifted(Self.drifted(kind)))
            let ended = try write(.accessDriftEnded(Self.ended(kind, isMember: false)))
            #expect(drifted.turn == .accessDrifted && ended.turn == .accessDriftEnded)
            for write in [drifted, ended] {
                #expect(write.turn.isAfterwards && write.state == nil && write.fields.isEmpty && write.comment == nil)
                #expect(write.ticket == Samples.ticket)
                for part in ["Ana Alvarez (ana@contoso.example)", "APP-GROUP-1", "2026-11-2"] {
                    #expect(write.note.contains(part), "\(part)")
                }
            }
            #expect(drifted.note.contains("Approved by: Bo Berg") && drifted.note.contains("Next move: "))
            #expect(drifted.note.contains("Last found in order at \(TicketNote.time(Samples.at - 3_600))."))
        }
    }

    @Test("It says what is so now, why where that is known, and what somebody has to do")
    func words() throws {
        func note(_ kind: DriftKind, _ cause: Reason? = nil) throws -> String {
            try write(.accessDrifted(Self.drifted(kind, cause: cause))).note
        }
        #expect(try note(.removedOutside).contains("no longer there, and Landfall did not remove it."))
        #expect(try note(.removedOutside).contains("asked for again"))
        #expect(try note(.removedOutside, .directoryGroupMissing).contains("The group does not exist in Entra."))
        #expect(try note(.addedOutside).contains("there again, and Landfall did not add it."))
        #expect(
            try note(.overdue).contains("ended at \(TicketNote.time(Self.until)), as approved, and is still there."))
        let unseen = try write(.accessDrifted(Self.drifted(.overdue, inOrderAt: nil))).note
        #expect(unseen.contains("It had not been looked at again since it was settled."))
        let ends: [(DriftKind, Bool, String)] = [
            (.removedOutside, true, "the access is there again."), (.removedOutside, false, "isn't to be any more"),
            (.addedOutside, false, "the access is gone."), (.addedOutside, true, "is meant to be now."),
            (.overdue, false, "the access is gone."), (.overdue, true, "is meant to be now."),
        ]
        for (kind, isMember, words) in ends {
            #expect(try write(.accessDriftEnded(Self.ended(kind, isMember: isMember))).note.contains(words))
        }
    }

    @Test("Of many in one group the first have cards of their own, then one tells of all when they have doubled")
    func cards() throws {
        func kind(_ number: Int, limit: Int = 50) throws -> CardNotice.Kind? {
            CardNotice(
                telling: Samples.event(.accessDrifted(try Self.drifted(.removedOutside, number: number))),
                links: CardNoticeTests.links, drift: DriftCardRule(limit: limit))?.kind
        }
        let kinds = try (1...3_000).map { try kind($0) }
        #expect(kinds.prefix(50).allSatisfy { $0 == .removedOutside })
        let sums = kinds.enumerated().filter { $0.element == .driftedInNumbers }.map { $0.offset + 1 }
        #expect(sums == [51, 101, 201, 401, 801, 1_601])
        #expect(kinds.compactMap(\.self).count == 56)
        #expect(try kind(1, limit: 1) == .removedOutside && kind(2, limit: 1) == .driftedInNumbers)
        #expect(try kind(4, limit: 1) == nil)
        let sum = try #require(
            CardNotice(
                telling: Samples.event(.accessDrifted(try Self.drifted(.removedOutside, number: 101))),
                links: CardNoticeTests.links))
        #expect(sum.card.title == "RITM0010001 and 100 more have drifted in one group")
        // Nobody is told that something is over of which there was no card.
        for (number, isTold) in [(50, true), (51, false)] {
            let ended = Fact.accessDriftEnded(try Self.ended(.removedOutside, isMember: true, number: number))
            #expect((CardNotice(telling: Samples.event(ended), links: CardNoticeTests.links) != nil) == isTold)
        }
    }

    @Test("A card names the person, the group, who approved, when it was last in order, and the next move")
    func card() throws {
        for kind in DriftKind.allCases {
            let notice = try #require(
                CardNotice(
                    telling: Samples.event(.accessDrifted(try Self.drifted(kind))), links: CardNoticeTests.links))
            #expect(
                notice.card.facts.map(\.name) == [
                    "Person", "Group", "Approved by", "Last in order", "Found", "Next move",
                ])
            #expect(notice.card.facts[1].value == "APP-GROUP-1" && notice.card.facts[2].value == "Bo Berg")
            #expect(notice.card.text.first?.isUppercase == true)
            #expect(notice.card.links.map(\.title) == ["Look at the run", "Open RITM0010001"])
        }
    }
}
