import Domain
import Foundation
import TestSupport
import Testing

@testable import ServiceNow

@Suite("Reading request items and what belongs to them")
struct ReadingTests {
    private func with(
        _ instance: ScriptedInstance, _ body: (ServiceNowClient, ScriptedServer) async throws -> Void
    ) async throws {
        try await ScriptedInstance.with({ instance.reply(to: $0) }, body)
    }

    private func failure(_ body: () async throws -> Void) async -> Failure? {
        await #expect(throws: Failure.self) { try await body() }
    }

    @Test("An item is read raw, without links, with the token and the trace")
    func item() async throws {
        let instance = ScriptedInstance()
        instance.add(Samples.itemRow(), to: "sc_req_item")
        try await with(instance) { client, server in
            let item = try await client.requestItem(Samples.sysID, trace: Samples.trace)
            #expect(item?.ticket == Samples.ticket)
            let call = try #require(server.requests.last)
            #expect(call.method == "GET")
            #expect(call.path == "/api/now/table/sc_req_item/\(Samples.sysID)")
            let parameters = ScriptedInstance.parameters(of: call)
            #expect(parameters["sysparm_display_value"] == "false")
            #expect(parameters["sysparm_exclude_reference_link"] == "true")
            #expect(call.headerFields["authorization"] == "Bearer \(ScriptedInstance.token)")
            #expect(call.headerFields["accept"] == "application/json")
            #expect(call.headerFields["traceparent"] == Samples.trace.description)
        }
    }

    @Test("An item says who asked and whom it is for, in both shapes, with all they could be looked up by")
    func people() async throws {
        let instance = ScriptedInstance()
        instance.add(Samples.itemRow(), to: "sc_req_item")
        try await with(instance) { client, server in
            let item = try #require(try await client.requestItem(Samples.sysID))
            #expect(item.requestedFor == item.openedBy)
            #expect(item.requestedFor?.userName == "ana@contoso.example")
            #expect(item.requestedFor?.email == "ana@mail.example")
            #expect(item.requestedFor?.employeeNumber == "E-1")
            // Older releases have it in the request only.
            instance.change("sc_req_item", where: "sys_id", is: Samples.sysID.description) { row in
                for field in ["", ".user_name", ".email", ".employee_number"] {
                    row["request.requested_for\(field)"] = row.removeValue(forKey: "requested_for\(field)")
                }
                row["opened_by"] = ""
                row["request.requested_for.email"] = ""
            }
            let older = try #require(try await client.requestItem(Samples.sysID))
            #expect(older.requestedFor?.userName == "ana@contoso.example")
            #expect(older.requestedFor?.email == nil)
            #expect(older.openedBy == nil)
            #expect(server.requests.count { $0.path.hasPrefix("/api/") } == 2, "one call each")
        }
    }

    @Test("A missing record is nil; one whose fields are hidden is a failure that says so")
    func missingOrHidden() async throws {
        let instance = ScriptedInstance()
        try await with(instance) { (client, _) async throws in
            #expect(try await client.requestItem(Samples.sysID) == nil)
            #expect(try await client.update(Samples.sysID, ["state": "2"]) == nil)
            var row = Samples.itemRow()
            row["approval"] = nil
            instance.add(row, to: "sc_req_item")
            let hidden = await failure { _ = try await client.requestItem(Samples.sysID) }
            #expect(hidden?.reason == .serviceNowItemUnreadable)
        }
    }

    @Test("Several items are read in one call; those that are gone, hidden, or half hidden are not among them")
    func several() async throws {
        let ids = try (1...4).map { try #require(SysID("c000000000000000000000000000000\($0)")) }
        let instance = ScriptedInstance()
        for id in ids.dropLast() { instance.add(Samples.itemRow(id), to: "sc_req_item") }
        instance.change("sc_req_item", where: "sys_id", is: ids[1].description) { $0[ScriptedInstance.hidden] = "" }
        instance.change("sc_req_item", where: "sys_id", is: ids[2].description) { $0["active"] = nil }
        try await with(instance) { (client, server) async throws in
            #expect(try await client.requestItems(ids).map(\.ticket.sysID) == [ids[0]])
            #expect(server.requests.count == 2, "a token and one call")
            #expect(try await client.requestItems([]).isEmpty)
            #expect(server.requests.count == 2, "nothing to ask for is no question: it would match everything")
        }
    }

    @Test("Approvals are those who said yes, the earliest first, by whatever name is to be read")
    func approvals() async throws {
        let instance = ScriptedInstance()
        var later = Samples.approverRow()
        later["sys_id"] = "f0000000000000000000000000000002"
        later["sys_updated_on"] = "2026-11-23 07:50:00"
        later["approver.name"] = ""
        instance.add(later, to: "sysapproval_approver")
        instance.add(Samples.approverRow(), to: "sysapproval_approver")
        try await with(instance) { client, _ in
            let approvals = try await client.approvals(of: Samples.sysID)
            #expect(approvals.first == Samples.decision)
            #expect(approvals.map(\.approverName) == ["Bo Berg", "bo@contoso.example"])
        }
    }

    @Test(
        "Somebody who didn't say yes is never an approver, not even when the instance ignored that part of the query",
        arguments: ["requested", "rejected", "not requested", "not_required", "cancelled", "Approved", ""])
    func notApproved(state: String) async throws {
        let rows = [Samples.approverRow(state)]
        let reply = ScriptedInstance.result(rows)
        try await ScriptedInstance.with({ request in
            request.path == "/oauth_token.do" ? ScriptedInstance.tokenReply() : reply
        }) { (client, _) async throws in
            #expect(try await client.approvals(of: Samples.sysID).isEmpty)
        }
    }

    @Test(
        "An approver who isn't to be read is none",
        arguments: ["approver", "sys_id", "sys_updated_on", "state"])
    func unreadableApprover(field: String) async throws {
        for value in [String?.none, ""] {
            let instance = ScriptedInstance()
            var row = Samples.approverRow()
            row[field] = value
            instance.add(row, to: "sysapproval_approver")
            try await with(instance) { (client, _) async throws in
                #expect(try await client.approvals(of: Samples.sysID).isEmpty)
            }
        }
    }

    @Test("The journal is present, absent, or unknown: an empty one may be hidden")
    func journal() async throws {
        let cases: [(String, JournalReading)] = [
            (#"{"work_notes":{"display_value":"2026-11-23 - Landfall\nApplied [landfall:1]","value":""}}"#, .present),
            (#"{"work_notes":{"display_value":"2026-11-23 - somebody\nhello","value":""}}"#, .absent),
            (#"{"work_notes":{"display_value":"","value":""}}"#, .unknown),
            (#"{"work_notes":""}"#, .unknown),
            // A raw value is not what people are shown.
            (#"{"work_notes":"[landfall:1]"}"#, .unknown),
            ("{}", .unknown),
        ]
        for (row, reading) in cases {
            try await ScriptedInstance.with({ request in
                request.path == "/oauth_token.do"
                    ? ScriptedInstance.tokenReply()
                    : .answer(200, fields: ["Content-Type": "application/json"], body: #"{"result":\#(row)}"#)
            }) { client, server in
                #expect(try await client.note(containing: "[landfall:1]", on: Samples.sysID) == reading, "\(row)")
                let call = try #require(server.requests.last)
                #expect(ScriptedInstance.parameters(of: call)["sysparm_display_value"] == "all")
            }
        }
        try await with(ScriptedInstance()) { (client, _) async throws in
            #expect(try await client.note(containing: "[landfall:1]", on: Samples.sysID) == .unknown, "it is gone")
        }
    }

    // MARK: - Pages

    private func instance(_ count: Int, hidden: Range<Int> = 0..<0) throws -> ScriptedInstance {
        let instance = ScriptedInstance()
        // In the opposite order, so that only the query's own order can be the right one.
        for number in (0..<count).reversed() {
            let digits = String(format: "%04d", number)
            var row = Samples.itemRow(
                try #require(SysID("c\(digits)")), try #require(RITMNumber("RITM001\(digits)")))
            if hidden.contains(number) { row[ScriptedInstance.hidden] = "" }
            instance.add(row, to: "sc_req_item")
        }
        var closed = Samples.itemRow(try #require(SysID("c0000x")))
        closed["active"] = "false"
        instance.add(closed, to: "sc_req_item")
        var unapproved = Samples.itemRow(try #require(SysID("c0000y")))
        unapproved["approval"] = "requested"
        instance.add(unapproved, to: "sc_req_item")
        var other = Samples.itemRow(try #require(SysID("c0000z")))
        other["cat_item"] = "c1000000000000000000000000000002"
        instance.add(other, to: "sc_req_item")
        return instance
    }

    /// All pages, as one who asks for them sees them.
    private func pages(_ client: ServiceNowClient, limit: Int) async throws -> [[String]] {
        var pages: [[String]] = []
        var last: SysID?
        while pages.count < 50 {
            let page = try await client.approvedItems(of: [Samples.catalogItem], after: last, limit: limit)
            pages.append(page.tickets.map(\.sysID.description))
            guard let next = page.tickets.last?.sysID, page.mayHaveMore else { return pages }
            last = next
        }
        return pages
    }

    @Test("Pages go on from the last id, and end with the last item", arguments: [0, 1, 4, 5, 6, 10, 12])
    func paging(count: Int) async throws {
        try await with(try instance(count)) { client, _ in
            let ids = try await pages(client, limit: 5).flatMap(\.self)
            #expect(ids == (0..<count).map { "c" + String(format: "%04d", $0) })
        }
    }

    @Test(
        "A page that access rules made short, or empty, is not the last one",
        arguments: [0..<3, 0..<5, 5..<10, 0..<10, 3..<12, 0..<17])
    func hiddenRows(hidden: Range<Int>) async throws {
        try await with(try instance(17, hidden: hidden)) { client, _ in
            let ids = try await pages(client, limit: 5).flatMap(\.self)
            #expect(ids == (0..<17).filter { !hidden.contains($0) }.map { "c" + String(format: "%04d", $0) })
        }
    }

    @Test("An item that appears behind the reader's back moves no other off its page")
    func insertedBetween() async throws {
        let instance = try instance(10)
        try await with(instance) { client, _ in
            let first = try await client.approvedItems(of: [Samples.catalogItem], after: nil, limit: 5)
            instance.add(Samples.itemRow(try #require(SysID("c00000"))), to: "sc_req_item")
            let second = try await client.approvedItems(
                of: [Samples.catalogItem], after: first.tickets.last?.sysID, limit: 5)
            #expect(second.tickets.map(\.sysID.description) == (5..<10).map { "c" + String(format: "%04d", $0) })
        }
    }
}
