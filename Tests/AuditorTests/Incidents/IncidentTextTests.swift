import Domain
import Foundation
import TestSupport
import Testing

@testable import Auditor

@Suite("What an incident says")
struct IncidentTextTests {
    private let events: IncidentEvents
    private let links = RunLinks(base: "https://landfall.example")

    init() throws { events = try IncidentEvents() }

    private func text(_ event: Event, _ known: [Event] = []) throws -> IncidentText {
        IncidentText(
            telling: try #require(IncidentTrouble(event)), known: known, links: links,
            ticketPage: { "https://instance.example/sc_req_item.do?sys_id=\($0.sysID)" })
    }

    @Test("The description of a run that was reverted has the whole context, and where to act")
    func context() throws {
        let event = events.reverted()
        let text = try text(event)
        #expect(text.title == "RITM0010001: Access not granted for Ana Alvarez, and taken back (graph.forbidden)")
        let expected = [
            "Reverted:", "Ana Alvarez (ana@contoso.example)", "APP-GROUP-1", "APP-GROUP-2", "Approved by: Bo Berg",
            "Policy: \(events.plan.policyVersion)", "Risk: low", "Reason code: graph.forbidden",
            "Next move: the directory team",
            "Request item: RITM0010001 (\(Samples.sysID))", "Run: \(events.run)",
            "https://landfall.example/runs/\(events.run)\n", "/runs/\(events.run)/retry",
            "/runs/\(events.run)/rollback",
            "https://instance.example/sc_req_item.do?sys_id=\(Samples.sysID)",
        ]
        for part in expected { #expect(text.description.contains(part), "\(part)") }
        #expect(text.description.hasSuffix(text.marker))
        #expect(text.marker == "[landfall:\(event.id.uuidString.lowercased())]")
    }

    @Test("That of a dead letter says where the message is, and takes plan and approval from what is on record")
    func deadLetter() throws {
        let alone = try text(events.dead())
        #expect(alone.title.contains("stopped at “verify” (graph.unverified)"))
        #expect(alone.description.contains("landfall.verify.dead"))
        #expect(alone.description.contains("no plan has been made yet"))
        #expect(!alone.description.contains("/retry"))
        let known = try text(events.dead(), [events.approved()])
        #expect(known.description.contains("Approved by: Bo Berg"))
        #expect(known.description.contains("/runs/\(events.run)/retry"))
    }

    @Test("Each kind of failure has a title of its own")
    func titles() throws {
        let landed = events.landed()
        let expected: [(Event, String)] = [
            (events.stuck(), "Access stuck half-way for Ana Alvarez (graph.forbidden)"),
            (events.accessEnd(.refused), "Access not removed at its end for Ana Alvarez (graph.forbidden)"),
            (events.notApplied(of: landed), "Ticket can't be told what became of the access (servicenow.not_applied)"),
            (
                events.dead("settle", .serviceNowForbidden, of: landed.fact),
                "Ticket can't be told what became of the access (servicenow.forbidden)"
            ),
            (
                events.dead("record", .serviceDefect, of: landed.fact),
                "Event missing in the audit trail (service.defect)"
            ),
        ]
        for (event, title) in expected { #expect(try text(event).title == "RITM0010001: \(title)") }
        // Nobody starts the removal at an access's end again by a link.
        #expect(try !text(events.accessEnd(.refused)).description.contains("/retry"))
    }

    @Test("Nothing is longer than its column, and the marker is never cut off")
    func lengths() throws {
        let groups = (0..<60).compactMap { GroupID("b0000000-0000-4000-8000-0000000000\($0 + 10)") }
        let plan = try Samples.plan(groups: groups)
        let event = Samples.event(.runStuck(Samples.ended(plan, states: groups.map { _ in .refused })))
        let text = try text(event)
        #expect(text.description.count <= 4_000)
        #expect(text.description.hasSuffix(text.marker))
        #expect(text.note.count <= IncidentText.longestText)
        #expect(IncidentText.cut("abc", to: 2) == "a…")
        #expect(IncidentText.cut("abc", to: 3) == "abc")
    }
}
