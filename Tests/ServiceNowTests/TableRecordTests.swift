import Domain
import Foundation
import TestSupport
import Testing

@testable import ServiceNow

@Suite("A row of the Table API")
struct TableRecordTests {
    private func record(_ json: String) throws -> TableRecord {
        try JSONDecoder().decode(TableRecord.self, from: Data(json.utf8))
    }

    @Test("is read in every shape that a value comes in")
    func shapes() throws {
        let record = try record(
            """
            {"scalar": "1", "empty": "", "plain_reference": "c1", "linked_reference": {"link": "https://x/c2", "value": "c2"},
             "empty_reference": "", "shown_reference": {"display_value": "Accounting", "link": "https://x/c3"},
             "both": {"display_value": "Closed Complete", "value": "3"},
             "both_with_link": {"display_value": "Ana", "value": "c4", "link": "https://x/c4"},
             "only_null": {"display_value": null, "value": "5"}}
            """)
        let values = [
            "scalar": "1", "empty": "", "plain_reference": "c1", "linked_reference": "c2", "empty_reference": "",
            "shown_reference": "", "both": "3", "both_with_link": "c4", "only_null": "5",
        ]
        for (name, value) in values { #expect(record[name] == value, "\(name)") }
        let shown = ["shown_reference": "Accounting", "both": "Closed Complete", "both_with_link": "Ana"]
        for (name, value) in shown { #expect(record.displayValue(name) == value, "\(name)") }
        for name in ["scalar", "linked_reference", "only_null"] { #expect(record.displayValue(name) == nil, "\(name)") }
    }

    @Test("tells a field that didn't come back from one that is empty")
    func hidden() throws {
        let record = try record(#"{"state": ""}"#)
        #expect(record["state"] == "")
        #expect(record["approval"] == nil)
    }

    @Test(
        "isn't read at all when a value is of no such shape",
        arguments: [#"{"state": 3}"#, #"{"state": null}"#, #"{"state": ["3"]}"#, #"{"state": {"value": 3}}"#, "[]"])
    func foreign(json: String) {
        #expect(throws: (any Error).self) { try record(json) }
    }
}

@Suite("A request item")
struct RequestItemTests {
    private func item(_ changes: [String: String?] = [:], references: [String: String] = [:]) throws -> RequestItem {
        var fields: [String: Any] = Samples.itemRow()
        for (name, value) in changes { fields[name] = value }
        for (name, value) in references { fields[name] = ["link": "https://x/\(value)", "value": value] }
        let data = try JSONSerialization.data(withJSONObject: fields)
        return try RequestItem(JSONDecoder().decode(TableRecord.self, from: data))
    }

    @Test("is what its row says, with references as objects or as texts")
    func fields() throws {
        let plain = try item()
        #expect(plain.ticket == Samples.ticket)
        #expect(plain.state == "1" && plain.knownState == .open)
        #expect(plain.isActive && plain.isApproved)
        #expect(plain.catalogItem == Samples.catalogItem)
        #expect(plain.requestedFor?.userName == "ana@contoso.example")
        #expect(plain.modificationCount == 3)
        let linked = try item(references: [
            "cat_item": Samples.catalogItem.description, "requested_for": "a1000000000000000000000000000001",
        ])
        #expect(linked == plain)
    }

    @Test("is for the person of its request where items have no such field, or an empty one")
    func requestedFor() throws {
        let ofRequest = [
            "request.requested_for": "a1000000000000000000000000000009",
            "request.requested_for.user_name": "chen@contoso.example",
        ]
        #expect(try item(ofRequest).requestedFor?.userName == "ana@contoso.example")
        for own in [String?.none, ""] {
            var changes: [String: String?] = ofRequest.mapValues { $0 }
            changes.updateValue(own, forKey: "requested_for")
            changes.updateValue(own, forKey: "requested_for.user_name")
            #expect(try item(changes).requestedFor?.userName == "chen@contoso.example")
        }
        #expect(try item(["requested_for.user_name": ""]).requestedFor == nil)
        #expect(try item(["requested_for": ""]).requestedFor == nil)
    }

    @Test(
        "that an access rule takes a needed field from is unreadable, not closed or unapproved",
        arguments: ["sys_id", "number", "state", "active", "approval"])
    func hidden(field: String) {
        let failure = #expect(throws: Failure.self) { try item([field: nil]) }
        #expect(failure?.reason == .serviceNowItemUnreadable)
        #expect(failure?.kind == .permanent)
    }

    @Test("is not approved by anything but exactly that, and not active by anything but true")
    func nearly() throws {
        for approval in ["requested", "not requested", "rejected", "Approved", "approved ", ""] {
            #expect(try !item(["approval": approval]).isApproved)
        }
        for active in ["false", "1", "True", ""] { #expect(try !item(["active": active]).isActive) }
    }
}
