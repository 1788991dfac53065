import Domain
import Foundation
import TestSupport
import Testing

@testable import Auditor
@testable import ServiceNow

@Suite("What is written to an incident")
struct IncidentChangeTests {
    private let marker = "[landfall:6a0c1f6e-0000-4000-8000-000000000001]"

    private func incident(_ state: String, notes: String = "", count: Int = 3) throws -> Incident {
        let record: [String: [String: String]] = [
            "sys_id": ["value": "1c000000000000000000000000000001"], "number": ["value": "INC0010001"],
            "state": ["value": state], "correlation_id": ["value": "landfall:RITM0010001"],
            "short_description": ["value": "x"], "assignment_group": ["value": "d2000000000000000000000000000001"],
            "sys_mod_count": ["value": String(count)], "work_notes": ["value": "", "display_value": notes],
        ]
        return try Incident(JSONDecoder().decode(TableRecord.self, from: JSONEncoder().encode(record)))
    }

    @Test(
        "A failure is a note on an open incident, opens a resolved one again, and needs another where it is closed for good"
    )
    func telling() throws {
        for state in ["1", "2", "3", "17"] {
            let change = try #require(
                IncidentChange.telling("note", marker: marker, on: incident(state), missing: [:]))
            #expect(change.values(in: .init()) == ["work_notes": "note\n\(marker)"])
        }
        let opened = try #require(IncidentChange.telling("note", marker: marker, on: incident("6"), missing: [:]))
        #expect(opened.values(in: .init()) == ["state": "2", "work_notes": "note\n\(marker)"])
        for state in ["7", "8"] {
            #expect(try IncidentChange.telling("note", marker: marker, on: incident(state), missing: [:]) == nil)
        }
    }

    @Test("A resolution has its state, its code and its notes in one call, and is made of open incidents alone")
    func resolving() throws {
        let change = try #require(
            IncidentChange.resolving("all is well", marker: marker, on: incident("2"), closeCode: "Solved"))
        #expect(
            change.values(in: .init()) == [
                "state": "6", "close_code": "Solved", "close_notes": "all is well",
                "work_notes": "all is well\n\(marker)",
            ])
        for state in ["6", "7", "8"] {
            #expect(
                try IncidentChange.resolving("x", marker: marker, on: incident(state), closeCode: "Solved") == nil)
        }
    }

    @Test("What was written and isn't shown is noticed; an empty journal says nothing, and a rule may close at once")
    func missing() throws {
        let resolved = try #require(
            IncidentChange.resolving("x", marker: marker, on: incident("2"), closeCode: "Solved"))
        #expect(try resolved.missing(from: incident("6", notes: "x \(marker)")) == nil)
        #expect(try resolved.missing(from: incident("7")) == nil)
        #expect(try resolved.missing(from: incident("2")) == "state resolved")
        #expect(try resolved.missing(from: incident("6", notes: "another")) == "the note \(marker)")
        let opened = try #require(IncidentChange.telling("x", marker: marker, on: incident("6"), missing: [:]))
        #expect(try opened.missing(from: incident("6")) == "state in_progress")
        #expect(try opened.missing(from: incident("3")) == nil)
        var blank = try incident("1")
        blank.assignmentGroup = ""
        let filled = try #require(
            IncidentChange.telling("x", marker: marker, on: blank, missing: ["assignment_group": "d2", "impact": "2"]))
        #expect(filled.missing(from: blank) == "assignment_group")
        #expect(try filled.missing(from: incident("1")) == nil)
    }

    @Test("An earlier call is judged by its note; where that can't be read by the count of changes, then by the state")
    func earlier() throws {
        func judge(
            _ incident: Incident, setting state: IncidentState? = nil, for unclear: Duration = .seconds(65)
        ) -> EarlierIncidentWrite {
            .judge(
                setting: state, marker: marker, countBefore: 3, incident: incident, unclearFor: unclear,
                lateness: .seconds(65))
        }
        #expect(try judge(incident("2", notes: "x \(marker)", count: 9), for: .zero) == .arrived)
        #expect(try judge(incident("2", notes: "another", count: 9)) == .didNotArrive)
        // The instance may be at work on it still.
        #expect(
            try judge(incident("2", notes: "another", count: 9), for: .seconds(5))
                == .mayStillCome(within: .seconds(60)))
        #expect(try judge(incident("2", count: 3)) == .didNotArrive)
        #expect(try judge(incident("2", count: 3), for: .zero) == .mayStillCome(within: .seconds(65)))
        #expect(try judge(incident("2", count: 4)) == .unknown)
        #expect(try judge(incident("6", count: 4), setting: .resolved) == .arrived)
        #expect(try judge(incident("2", count: 4), setting: .resolved) == .unknown)
    }
}
