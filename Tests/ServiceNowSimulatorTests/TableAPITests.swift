import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit
import Testing

@testable import ServiceNowSimulator

@Suite("The Table API")
struct TableAPITests {
    private static let fields = [
        ("sysparm_fields", "number,active,requested_for,parent,no_such,request.requested_for,request.number")
    ]

    @Test("gives every scalar as a string, references with links, empty ones as empty strings")
    func rawShape() throws {
        var desk = try Desk()
        let answer = desk.call(.get, "/api/now/table/sc_req_item/\(Desk.firstItem)", query: Self.fields)
        let ana: JSONValue = [
            "link": .string("http://localhost:9402/api/now/table/sys_user/\(Desk.ana)"), "value": .string(Desk.ana),
        ]
        #expect(
            answer.json == [
                "result": [
                    "number": "RITM0010001", "active": "true", "requested_for": ana, "parent": "",
                    "request.requested_for": ana, "request.number": "REQ0010001",
                ]
            ])
        let plain = desk.call(
            .get, "/api/now/table/sc_req_item/\(Desk.firstItem)",
            query: [("sysparm_fields", "requested_for"), ("sysparm_exclude_reference_link", "true")])
        #expect(plain.result == ["requested_for": .string(Desk.ana)])
        let whole = desk.call(.get, "/api/now/table/sc_req_item/\(Desk.firstItem)").result.object ?? [:]
        #expect(whole["sys_mod_count"] == "0")
        #expect(whole["correlation_id"] == "")
        #expect(whole["work_notes"] == "")
        #expect(whole.count > 40)
    }

    @Test("shows what people see when it is asked to")
    func displayShape() throws {
        var desk = try Desk()
        let query = [("sysparm_fields", "state,requested_for,parent,sys_created_on")]
        let shown = desk.call(
            .get, "/api/now/table/sc_req_item/\(Desk.firstItem)", query: query + [("sysparm_display_value", "true")],
            authorization: Desk.basic("admin", "admin"))
        #expect(
            shown.result == [
                "state": "Open",
                "requested_for": [
                    "display_value": "Ana Silva",
                    "link": .string("http://localhost:9402/api/now/table/sys_user/\(Desk.ana)"),
                ], "parent": "", "sys_created_on": "2026-11-22 23:01:00",
            ])
        let both = desk.call(
            .get, "/api/now/table/sc_req_item/\(Desk.firstItem)",
            query: query + [("sysparm_display_value", "all"), ("sysparm_exclude_reference_link", "true")])
        #expect(both.result["state"] == ["display_value": "Open", "value": "1"])
        #expect(both.result["requested_for"] == ["display_value": "Ana Silva", "value": .string(Desk.ana)])
        #expect(both.result["parent"] == ["display_value": "", "value": ""])
    }

    @Test("answers a page without rows with 404 in version 1, and with an empty list since")
    func versions() throws {
        var desk = try Desk()
        let query = [("sysparm_query", "number=none")]
        let old = desk.call(.get, "/api/now/v1/table/sc_req_item", query: query)
        #expect(old.status == 404)
        #expect(
            old.json == [
                "error": [
                    "message": "No Record found",
                    "detail": "Record doesn't exist or ACL restricts the record retrieval",
                ], "status": "failure",
            ])
        for path in ["/api/now/v2/table/sc_req_item", "/api/now/table/sc_req_item"] {
            let answer = desk.call(.get, path, query: query)
            #expect(answer.status == 200)
            #expect(answer.text == #"{"result":[]}"#)
        }
    }

    @Test(
        "refuses what isn't there",
        arguments: [
            ("/api/now/table/no_such", 400, "Invalid table no_such"),
            ("/api/now/table/sc_req_item/gone", 404, "No Record found"),
            ("/api/now/v3/table/sc_req_item", 400, "Requested URI does not represent any resource"),
            ("/api/now/attachment", 400, "Requested URI does not represent any resource"),
            ("/nowhere", 400, "Requested URI does not represent any resource"),
        ])
    func refusals(path: String, status: Int, message: String) throws {
        var desk = try Desk()
        let answer = desk.call(.get, path)
        #expect(answer.status == status)
        #expect(answer.json["error"]?["message"] == .string(message))
        #expect(answer.json["status"] == "failure")
    }

    @Test(
        "asks for credentials, and says in which realm",
        arguments: [nil, "Basic !!!", Desk.basic("svc.landfall", "no"), "Bearer x"])
    func unauthenticated(authorization: String?) throws {
        var desk = try Desk()
        let answer = desk.call(.get, "/api/now/table/sc_req_item", authorization: authorization)
        #expect(answer.status == 401)
        #expect(answer.header("WWW-Authenticate") == #"Basic realm="Service-now""#)
        #expect(answer.json["error"]?["message"] == "User Not Authenticated")
        #expect(answer.json["error"]?["detail"] == "Required to provide Auth information")
    }

    @Test("closes basic authentication to all but web service accounts where the gate is on")
    func basicGate() throws {
        var desk = try Desk(tables: [
            "sys_properties": [
                ["name": "glide.authenticate.basic_auth.restriction.default_decision", "value": "deny"]
            ]
        ])
        #expect(desk.call(.get, "/api/now/table/sc_req_item").status == 200)
        #expect(
            desk.call(.get, "/api/now/table/sc_req_item", authorization: Desk.basic("admin", "admin")).status == 401)
    }

    @Test("creates with 201 and an address, deletes with 204 and nothing else")
    func createAndDelete() throws {
        var desk = try Desk()
        let made = desk.call(
            .post, "/api/now/table/incident", body: ["short_description": "x", "correlation_id": "k1"])
        let id = try #require(made.result["sys_id"]?.string)
        #expect(made.status == 201)
        #expect(made.header("Location") == "http://localhost:9402/api/now/table/incident/\(id)")
        #expect(made.result["number"] == "INC0010001")
        #expect(id.count == 32)
        #expect(desk.list("incident", "correlation_id=k1").rows.count == 1)
        let gone = desk.call(.delete, "/api/now/table/incident/\(id)", headers: [.accept: "*/*"])
        #expect(gone.status == 204)
        #expect(gone.response.body.isEmpty)
        #expect(desk.list("incident", "correlation_id=k1").rows.isEmpty)
        #expect(desk.call(.delete, "/api/now/table/incident/\(id)").status == 404)
    }

    @Test("takes only the first of several records, and cuts what is too long")
    func firstRecordOnly() throws {
        var desk = try Desk()
        let key = String(repeating: "k", count: 130)
        let made = desk.call(
            .post, "/api/now/table/incident", body: [["correlation_id": .string(key)], ["correlation_id": "second"]])
        #expect(made.result["correlation_id"] == .string(String(key.prefix(100))))
        #expect(desk.list("incident", "correlation_id=second").rows.isEmpty)
    }

    @Test(
        "wants its headers on every write",
        arguments: [
            HTTPFields([HTTPField(name: .accept, value: "application/json")]),
            HTTPFields([HTTPField(name: .contentType, value: "application/json")]),
        ])
    func headers(fields: HTTPFields) throws {
        var desk = try Desk()
        let answer = desk.call(.post, "/api/now/table/incident", body: ["short_description": "x"], headers: fields)
        #expect(answer.status == 400)
    }

    @Test("obeys the headers that replace the method and leave the body out")
    func specialHeaders() throws {
        var desk = try Desk()
        var fields: HTTPFields = [.accept: "application/json", .contentType: "application/json"]
        fields[try #require(HTTPField.Name("X-HTTP-Method-Override"))] = "PATCH"
        fields[try #require(HTTPField.Name("X-no-response-body"))] = "true"
        let answer = desk.call(
            .post, "/api/now/table/sc_req_item/\(Desk.firstItem)", body: ["state": "2"], headers: fields)
        #expect(answer.status == 200)
        #expect(answer.response.body.isEmpty)
        #expect(desk.value("state", "sc_req_item", Desk.firstItem) == "2")
    }

    @Test("cuts the page and counts the rows before access controls look: short pages that aren't the last")
    func accessControls() throws {
        var desk = try Desk(rules: [
            "acl": [["table": "sc_req_item", "when": "numberINRITM0010001,RITM0010002", "unless_role": "admin"]]
        ])
        let page = desk.list("sc_req_item", "ORDERBYnumber", [("sysparm_limit", "3")])
        #expect(page.rows.compactMap { $0["number"]?.string } == ["RITM0010003"])
        #expect(page.header("X-Total-Count") == "7")
        let empty = desk.list("sc_req_item", "ORDERBYnumber", [("sysparm_limit", "2")])
        #expect(empty.text == #"{"result":[]}"#)
        #expect(desk.call(.get, "/api/now/table/sc_req_item/\(Desk.firstItem)").status == 404)
        #expect(desk.patch("sc_req_item", Desk.firstItem, ["state": "2"]).status == 404)
    }

    @Test("links the pages of a list, unless there is one only, or nobody wants to know")
    func pages() throws {
        var desk = try Desk()
        let page = desk.list(
            "sc_req_item", "ORDERBYnumber",
            [("sysparm_limit", "2"), ("sysparm_offset", "2"), ("sysparm_fields", "number")])
        let link = try #require(page.header("Link"))
        #expect(link.contains(#"sysparm_limit=2&sysparm_offset=0>;rel="first""#))
        #expect(link.contains(#"sysparm_limit=2&sysparm_offset=0>;rel="prev""#))
        #expect(link.contains(#"sysparm_limit=2&sysparm_offset=4>;rel="next""#))
        #expect(link.contains(#"sysparm_limit=2&sysparm_offset=6>;rel="last""#))
        #expect(page.rows.compactMap { $0["number"]?.string } == ["RITM0010003", "RITM0010004"])
        #expect(desk.list("sc_req_item", "").header("Link") == nil)
        let quiet = desk.list(
            "sc_req_item", "",
            [("sysparm_limit", "2"), ("sysparm_suppress_pagination_header", "true"), ("sysparm_no_count", "true")])
        #expect(quiet.header("Link") == nil)
        #expect(quiet.header("X-Total-Count") == nil)
        #expect(desk.list("sc_req_item", "", [("sysparm_offset", "-1")]).status == 400)
    }

    @Test("filters by bare pairs where there is no query")
    func barePairs() throws {
        var desk = try Desk()
        let answer = desk.call(.get, "/api/now/table/sc_req_item", query: [("number", "RITM0010004")])
        #expect(answer.rows.count == 1)
    }

    @Test("finds every kind of task in the table that they extend")
    func parentClass() throws {
        var desk = try Desk()
        let found = desk.list("task", "numberLIKE10001^ORDERBYnumber", [("sysparm_fields", "number,sys_class_name")])
        #expect(found.rows.compactMap { $0["sys_class_name"]?.string } == ["sc_request", "sc_req_item"])
        #expect(desk.call(.get, "/api/now/table/task/\(Desk.firstItem)").result["number"] == "RITM0010001")
        let approver = desk.call(
            .get, "/api/now/table/sysapproval_approver/\(Desk.firstApprover)",
            query: [("sysparm_fields", "sysapproval.number")])
        #expect(approver.result == ["sysapproval.number": "RITM0010001"])
    }

    @Test("takes names, labels and times of the user's zone when it is told that they are")
    func inputDisplayValue() throws {
        var desk = try Desk()
        let answer = desk.call(
            .patch, "/api/now/table/sc_req_item/\(Desk.firstItem)", query: [("sysparm_input_display_value", "true")],
            body: ["state": "Work in Progress", "assigned_to": "Ivy Brown", "due_date": "2026-11-30 00:00:00"],
            authorization: Desk.basic("admin", "admin"))
        #expect(answer.result["state"] == "2")
        #expect(answer.result["assigned_to"]?["value"] == "d1000000000000000000000000000009")
        #expect(answer.result["due_date"] == "2026-11-30 08:00:00")
    }

    @Test("cuts a list that takes too long, as a 500 or inside the 200 that was begun")
    func transactionCut() throws {
        var desk = try Desk(rules: ["limits": ["rows_per_transaction": 3]])
        let refused = desk.list("sc_req_item", "")
        #expect(refused.status == 500)
        #expect(refused.json["error"]?["message"] == "Transaction cancelled: maximum execution time exceeded")
        desk = try Desk(rules: ["limits": ["rows_per_transaction": 3, "cut": "error_in_200"]])
        let broken = desk.list("sc_req_item", "", [("sysparm_fields", "number")])
        #expect(broken.status == 200)
        #expect(broken.json == .null)
        #expect(broken.text.hasPrefix(#"{"result":[{"number":"RITM0010001"},"#))
        #expect(broken.text.contains(#""error":{"message":"Transaction cancelled: maximum execution time exceeded""#))
        #expect(desk.list("sc_req_item", "", [("sysparm_limit", "3")]).rows.count == 3)
    }

    @Test("answers everything with a page for people while the instance sleeps")
    func hibernation() throws {
        var desk = try Desk(rules: ["limits": ["hibernating": true]])
        let answer = desk.list("sc_req_item", "")
        #expect(answer.status == 200)
        #expect(answer.header("Content-Type") == "text/html")
        #expect(answer.text.contains("Instance Hibernating page"))
    }

    @Test("has no requested_for on items in releases that don't")
    func olderRelease() throws {
        var desk = try Desk(rules: ["requested_for_column": false])
        let item = try desk.order()
        let answer = desk.call(.get, "/api/now/table/sc_req_item/\(item)")
        #expect(answer.result["requested_for"] == nil)
        let dotted = desk.call(
            .get, "/api/now/table/sc_req_item/\(item)",
            query: [("sysparm_fields", "request.requested_for"), ("sysparm_exclude_reference_link", "true")])
        #expect(dotted.result == ["request.requested_for": .string(Desk.ana)])
    }
}
