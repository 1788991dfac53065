import HTTPTypes
import OrderedCollections
import SimulatorKit
import Testing

@testable import ServiceNowSimulator

@Suite("Approvals")
struct ApprovalTests {
    @Test(
        "roll up as the platform rolls them up",
        arguments: [
            (["approved"], ApprovalRule.Mode.all, "approved"),
            (["approved", "requested"], .all, "requested"),
            (["approved", "requested"], .anyone, "approved"),
            (["approved", "rejected"], .all, "rejected"),
            (["approved", "rejected"], .anyone, "rejected"),
            (["not requested", "not requested"], .all, "not requested"),
            (["approved", "not_required", "cancelled", "skipped", "duplicate"], .all, "approved"),
        ])
    func rollUp(states: [String], mode: ApprovalRule.Mode, expected: String) {
        var rule = ApprovalRule()
        rule.mode = mode
        #expect(rule.approval(of: states) == expected)
        #expect(rule.approval(of: states.reversed()) == expected)
        #expect(rule.approval(of: ["not_required"]) == nil)
    }

    @Test("of an approver become the item's, and are told to the outside once")
    func approverDecides() throws {
        var desk = try Desk(rules: ["webhook": ["url": "http://127.0.0.1:1/", "key": "a2V5"]])
        let answer = desk.call(
            .patch, "/api/now/table/sysapproval_approver/\(Desk.firstApprover)", body: ["state": "approved"],
            authorization: Desk.basic("ben.okafor@contoso.example", "approver"))
        #expect(answer.status == 200)
        #expect(desk.value("approval", "sc_req_item", Desk.firstItem) == "approved")
        #expect(desk.value("stage", "sc_req_item", Desk.firstItem) == "fulfillment")
        #expect(desk.value("approval_set", "sc_req_item", Desk.firstItem) != "")
        let notices = desk.instance.takeDeliveries().map(\.notice)
        #expect(notices == [WebhookNotice(table: "sc_req_item", sysID: Desk.firstItem, number: "RITM0010001")])
        _ = desk.patch("sysapproval_approver", Desk.firstApprover, ["state": "approved"])
        #expect(desk.instance.takeDeliveries().isEmpty)
    }

    @Test("wait for everybody")
    func waitForAll() throws {
        var desk = try Desk()
        let erin = "d1000000000000000000000000000005"
        let item = try desk.order(approvers: [Desk.ben, erin])
        #expect(try desk.instance.decide(item, "approved", approver: Desk.ben, now: GlideDateTime(desk.now)) == 1)
        #expect(desk.value("approval", "sc_req_item", item) == "requested")
        #expect(try desk.instance.decide(item, "approved", approver: nil, now: GlideDateTime(desk.now)) == 1)
        #expect(desk.value("approval", "sc_req_item", item) == "approved")
    }

    @Test("that are refused close the item incomplete, and nobody else is asked")
    func rejection() throws {
        var desk = try Desk()
        let erin = "d1000000000000000000000000000005"
        let item = try desk.order(approvers: [Desk.ben, erin])
        _ = try desk.instance.decide(item, "rejected", approver: Desk.ben, now: GlideDateTime(desk.now))
        #expect(desk.value("approval", "sc_req_item", item) == "rejected")
        #expect(desk.value("state", "sc_req_item", item) == "4")
        let states = Set(desk.instance.approvers(of: item).map { desk.instance.database.value("state", of: $0) })
        #expect(states == ["rejected", "not_required"])
    }

    @Test("are created blank by a client that may not write their fields")
    func blankRow() throws {
        var desk = try Desk(rules: [
            "acl": [
                [
                    "table": "sysapproval_approver", "operation": "create",
                    "fields": ["approver", "document_id", "sysapproval"], "unless_role": "admin",
                ]
            ]
        ])
        let body: JSONValue = [
            "approver": .string(Desk.ben), "sysapproval": .string(Desk.firstItem), "state": "requested",
            "source_table": "sc_req_item",
        ]
        let made = desk.call(.post, "/api/now/table/sysapproval_approver", body: body)
        #expect(made.status == 201)
        #expect(made.result["approver"] == "")
        #expect(made.result["sysapproval"] == "")
        #expect(made.result["state"] == "requested")
        let full = desk.call(
            .post, "/api/now/table/sysapproval_approver", body: body, authorization: Desk.basic("admin", "admin"))
        #expect(full.result["approver"]?["value"] == .string(Desk.ben))
    }

    @Test("that are lost, late or doubled are so at the rates that were asked for")
    func rates() throws {
        var desk = try Desk(rules: [
            "webhook": [
                "url": "http://127.0.0.1:1/", "key": "a2V5", "lose": 0.25, "duplicate": 0.5, "delay_ms": [5, 9],
            ]
        ])
        for _ in 0..<400 { _ = try desk.order(isApproved: true) }
        let deliveries = desk.instance.takeDeliveries()
        let told = Set(deliveries.map(\.notice.sysID))
        #expect((270...330).contains(told.count))
        #expect((120...180).contains(deliveries.count - told.count))
        #expect(deliveries.allSatisfy { (.milliseconds(5) ... .milliseconds(9)).contains($0.delay) })
    }
}
