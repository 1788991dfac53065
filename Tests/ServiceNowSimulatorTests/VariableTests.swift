import HTTPTypes
import OrderedCollections
import SimulatorKit
import Testing

@testable import ServiceNowSimulator

@Suite("Variables of a requested item")
struct VariableTests {
    private static let fields =
        "sc_item_option.item_option_new.name,sc_item_option.item_option_new.type,sc_item_option.value"

    @Test("are found through the option tables, under flat dotted names")
    func read() throws {
        var desk = try Desk()
        let item = try desk.order(variables: [
            "entitlement": "APP-FIN-READERS", "entitlements": ["A", "B"], "not_there": "x",
        ])
        let answer = desk.list("sc_item_option_mtom", "request_item=\(item)", [("sysparm_fields", Self.fields)])
        #expect(
            answer.rows == [
                [
                    "sc_item_option.item_option_new.name": "entitlement",
                    "sc_item_option.item_option_new.type": "5", "sc_item_option.value": "APP-FIN-READERS",
                ],
                [
                    "sc_item_option.item_option_new.name": "entitlements",
                    "sc_item_option.item_option_new.type": "21", "sc_item_option.value": "A,B",
                ],
                [
                    "sc_item_option.item_option_new.name": "justification",
                    "sc_item_option.item_option_new.type": "2", "sc_item_option.value": "",
                ],
            ])
    }

    @Test("can be read by name, and a write to them does nothing without a word")
    func byName() throws {
        var desk = try Desk()
        let path = "/api/now/table/sc_req_item/\(Desk.firstItem)"
        let query = [("sysparm_fields", "variables.entitlement")]
        #expect(desk.call(.get, path, query: query).result == ["variables.entitlement": "APP-FIN-READERS"])
        let answer = desk.call(.patch, path, query: query, body: ["variables.entitlement": "APP-FIN-ADMINS"])
        #expect(answer.status == 200)
        #expect(answer.result == ["variables.entitlement": "APP-FIN-READERS"])
        #expect(desk.value("sys_mod_count", "sc_req_item", Desk.firstItem) == "0")
    }

    @Test("of a multi-row set are empty in the option, and rows of a table of their own")
    func multiRow() throws {
        var desk = try Desk()
        let item = try desk.order(
            Desk.teamAccess,
            variables: [
                "team_members": [
                    ["member": .string(Desk.ana), "member_entitlement": "A"],
                    ["member": .string(Desk.ben), "member_entitlement": "B"],
                ]
            ])
        let options = desk.list("sc_item_option_mtom", "request_item=\(item)", [("sysparm_fields", Self.fields)])
        #expect(options.rows.allSatisfy { $0["sc_item_option.value"] == "" })
        let cells = desk.list(
            "sc_multi_row_question_answer", "parent_id=\(item)",
            [("sysparm_fields", "item_option_new.name,value,row_index")])
        #expect(cells.rows.count == 4)
        #expect(Set(cells.rows.compactMap { $0["row_index"]?.string }).count == 2)
    }

    @Test("look as if there were none to who may not read them")
    func withoutRights() throws {
        var desk = try Desk(rules: ["acl": [["table": "sc_item_option_mtom", "unless_role": "admin"]]])
        let answer = desk.list("sc_item_option_mtom", "request_item=\(Desk.firstItem)")
        #expect(answer.status == 200)
        #expect(answer.rows.isEmpty)
        #expect(answer.header("X-Total-Count") == "3")
        desk = try Desk(rules: ["acl": [["table": "sc_item_option_mtom", "refuses": true]]])
        let refused = desk.list("sc_item_option_mtom", "request_item=\(Desk.firstItem)")
        #expect(refused.status == 403)
        #expect(refused.json["error"]?["message"] == "Insufficient rights to query records")
    }

    @Test("come with an order from the catalogue, which answers with the request and not the item")
    func orderNow() throws {
        var desk = try Desk()
        let answer = desk.call(
            .post, "/api/sn_sc/servicecatalog/items/\(Desk.applicationAccess)/order_now",
            body: [
                "sysparm_quantity": 1, "sysparm_requested_for": .string(Desk.ana),
                "variables": ["entitlement": "APP-SALES-REPORTS"],
            ])
        #expect(answer.status == 200)
        let request = try #require(answer.result["request_id"]?.string)
        #expect(answer.result["table"] == "sc_request")
        #expect(answer.result["sys_id"] == .string(request))
        let items = desk.list(
            "sc_req_item", "request=\(request)", [("sysparm_fields", "approval,variables.entitlement")])
        #expect(items.rows == [["approval": "requested", "variables.entitlement": "APP-SALES-REPORTS"]])
        #expect(
            desk.call(.post, "/api/sn_sc/servicecatalog/items/none/order_now", body: ["sysparm_quantity": 1]).status
                == 404)
    }
}
