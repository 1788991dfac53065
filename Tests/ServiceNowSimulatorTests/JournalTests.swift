import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit
import Testing

@testable import ServiceNowSimulator

@Suite("Work notes")
struct JournalTests {
    @Test("are appended each time, empty when read raw, and one text when displayed")
    func append() throws {
        var desk = try Desk()
        for note in ["[op:1] first", "[op:2] second"] {
            let answer = desk.patch("sc_req_item", Desk.firstItem, ["work_notes": .string(note)])
            #expect(answer.result["work_notes"] == "")
            desk.now += 60
        }
        _ = desk.patch("sc_req_item", Desk.firstItem, ["comments": "for Ana"])
        let shown = desk.call(
            .get, "/api/now/table/sc_req_item/\(Desk.firstItem)",
            query: [("sysparm_fields", "work_notes,comments_and_work_notes"), ("sysparm_display_value", "true")])
        let notes = try #require(shown.result["work_notes"]?.string)
        #expect(
            notes == """
                2026-09-21 14:14:20 - Landfall integration (Work notes)
                [op:2] second

                2026-09-21 14:13:20 - Landfall integration (Work notes)
                [op:1] first


                """)
        #expect(shown.result["comments_and_work_notes"]?.string?.hasPrefix("2026-09-21 14:15:20") == true)
        let rows = desk.list(
            "sys_journal_field", "element_id=\(Desk.firstItem)^element=work_notes",
            [("sysparm_fields", "name,element,value")])
        #expect(
            rows.rows.first == ["name": "sc_req_item", "element": "work_notes", "value": "[op:1] first"])
        #expect(rows.rows.count == 2)
    }

    @Test("can't be looked up by a caller without the right, who is told that there are none")
    func withoutRights() throws {
        var desk = try Desk(rules: ["acl": [["table": "sys_journal_field", "unless_role": "admin"]]])
        _ = desk.patch("sc_req_item", Desk.firstItem, ["work_notes": "x"])
        let answer = desk.list("sys_journal_field", "element_id=\(Desk.firstItem)")
        #expect(answer.status == 200)
        #expect(answer.text == #"{"result":[]}"#)
    }

    @Test("stick even where the state beside them is dropped")
    func droppedField() throws {
        var desk = try Desk(rules: ["acl": [["table": "sc_req_item", "operation": "write", "fields": ["state"]]]])
        let answer = desk.patch("sc_req_item", Desk.firstItem, ["state": "3", "work_notes": "closing"])
        #expect(answer.status == 200)
        #expect(answer.result["state"] == "1")
        #expect(desk.list("sys_journal_field", "element_id=\(Desk.firstItem)").rows.count == 1)
        desk = try Desk(rules: ["acl": [["table": "sc_req_item", "operation": "write"]]])
        let refused = desk.patch("sc_req_item", Desk.firstItem, ["state": "3"])
        #expect(refused.status == 403)
        #expect(
            refused.json["error"]?["detail"] == "ACL Exception Update Failed due to security constraints")
    }
}
