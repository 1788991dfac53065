import HTTPTypes
import OrderedCollections
import SimulatorKit
import Testing

@testable import ServiceNowSimulator

@Suite("Business rules")
struct BusinessRuleTests {
    @Test("make a closed item inactive, and stamp it", arguments: ["3", "4", "7"])
    func markClosed(state: String) throws {
        var desk = try Desk()
        let answer = desk.patch("sc_req_item", Desk.firstItem, ["state": .string(state)])
        #expect(answer.status == 200)
        #expect(answer.result["active"] == "false")
        #expect(answer.result["state"] == .string(state))
        #expect(answer.result["closed_at"]?.string?.isEmpty == false)
    }

    @Test("close as complete what was made inactive in an open state")
    func taskCloser() throws {
        var desk = try Desk()
        #expect(desk.patch("sc_req_item", Desk.firstItem, ["active": "false"]).result["state"] == "3")
    }

    @Test("turn Closed Incomplete into Closed Complete where the instance is like that")
    func rewrite() throws {
        var desk = try Desk(rules: ["task_closer_rewrites_incomplete": true])
        #expect(desk.patch("sc_req_item", Desk.firstItem, ["state": "4"]).result["state"] == "3")
    }

    @Test("make a reopened item active again")
    func reopen() throws {
        var desk = try Desk()
        _ = desk.patch("sc_req_item", Desk.firstItem, ["state": "3"])
        let answer = desk.patch("sc_req_item", Desk.firstItem, ["state": "2"])
        #expect(answer.result["active"] == "true")
        #expect(answer.result["closed_at"] == "")
    }

    @Test("count an update only if it changes something, and a note always")
    func modCount() throws {
        var desk = try Desk()
        #expect(desk.patch("sc_req_item", Desk.firstItem, ["state": "2"]).result["sys_mod_count"] == "1")
        #expect(desk.patch("sc_req_item", Desk.firstItem, ["state": "2"]).result["sys_mod_count"] == "1")
        #expect(desk.patch("sc_req_item", Desk.firstItem, ["work_notes": "x"]).result["sys_mod_count"] == "2")
        #expect(desk.patch("sc_req_item", Desk.firstItem, ["work_notes": "x"]).result["sys_mod_count"] == "3")
    }

    @Test("don't let an incident be resolved without code and notes")
    func dataPolicy() throws {
        var desk = try Desk()
        let made = desk.call(
            .post, "/api/now/table/incident", body: ["short_description": "x", "impact": "1", "urgency": "2"])
        #expect(made.status == 201)
        #expect(made.result["priority"] == "2")
        let id = try #require(made.result["sys_id"]?.string)
        let refused = desk.patch("incident", id, ["state": "6", "close_notes": "done"])
        #expect(refused.status == 403)
        #expect(refused.json["error"]?["message"] == "Operation Failed")
        #expect(
            refused.json["error"]?["detail"]
                == "Data Policy Exception: Following fields are mandatory: Resolution code")
        #expect(desk.value("state", "incident", id) == "1")
        let resolved = desk.patch("incident", id, ["state": "6", "close_notes": "done", "close_code": "Solved"])
        #expect(resolved.status == 200)
        #expect(resolved.result["resolved_at"] != "")
    }

    @Test("take the resolution from an incident that is opened again: the next one needs its own")
    func reopened() throws {
        var desk = try Desk()
        let made = desk.call(.post, "/api/now/table/incident", body: ["short_description": "x"])
        let id = try #require(made.result["sys_id"]?.string)
        #expect(
            desk.patch("incident", id, ["state": "6", "close_notes": "done", "close_code": "Solved"]).status == 200)
        let opened = desk.patch("incident", id, ["state": "2"])
        #expect(opened.result["active"] == "true")
        #expect(opened.result["close_code"] == "")
        #expect(opened.result["resolved_at"] == "")
        #expect(opened.result["reopen_count"] == "1")
        #expect(desk.patch("incident", id, ["state": "6"]).status == 403)
    }

    @Test("make an incident's priority of impact and urgency, whatever a client sets")
    func priority() throws {
        var desk = try Desk()
        let made = desk.call(
            .post, "/api/now/table/incident", body: ["impact": "2", "urgency": "2", "priority": "1"])
        #expect(made.result["priority"] == "3")
        let id = try #require(made.result["sys_id"]?.string)
        #expect(desk.patch("incident", id, ["priority": "1"]).result["priority"] == "3")
        #expect(desk.patch("incident", id, ["urgency": "1"]).result["priority"] == "2")
    }

    @Test("of the customer's own abort a write, by name")
    func abort() throws {
        var desk = try Desk(rules: [
            "abort": [
                [
                    "table": "sc_req_item", "name": "No closing here", "sys_id": "ab12",
                    "when": "state=3^close_notesISEMPTY",
                ]
            ]
        ])
        let refused = desk.patch("sc_req_item", Desk.firstItem, ["state": "3"])
        #expect(refused.status == 403)
        #expect(
            refused.json["error"]?["detail"]
                == "Operation against file 'sc_req_item' was aborted by Business Rule 'No closing here^ab12'")
        #expect(desk.value("state", "sc_req_item", Desk.firstItem) == "1")
        #expect(desk.patch("sc_req_item", Desk.firstItem, ["state": "3", "close_notes": "ok"]).status == 200)
    }

    @Test("close a request when the last of its items is closed")
    func requestFollows() throws {
        var desk = try Desk()
        let request = "e0000000000000000000000000000001"
        _ = desk.patch("sc_req_item", Desk.firstItem, ["state": "3"])
        #expect(desk.value("state", "sc_request", request) == "3")
        #expect(desk.value("request_state", "sc_request", request) == "closed_complete")
    }

    @Test("keep a witness of what took effect, once for each write")
    func effects() throws {
        var desk = try Desk()
        _ = desk.instance.takeEffects()
        _ = desk.patch("sc_req_item", Desk.firstItem, ["state": "2", "work_notes": "[op:1] started"])
        let effects = desk.instance.takeEffects()
        let effect = try #require(effects.first)
        #expect(effects.count == 1)
        #expect(effect.number == "RITM0010001")
        #expect(effect.changes == [Effect.Change(field: "state", old: "1", new: "2")])
        #expect(effect.notes == [Effect.Note(element: "work_notes", text: "[op:1] started")])
        _ = desk.patch("sc_req_item", Desk.firstItem, ["state": "2"])
        #expect(desk.instance.takeEffects().isEmpty)
    }
}
