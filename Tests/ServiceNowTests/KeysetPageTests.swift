import Domain
import Foundation
import TestSupport
import Testing

@testable import ServiceNow

@Suite("Reading a table page by page")
struct KeysetPageTests {
    private static let ids = ["a1", "a2", "a3"].compactMap(SysID.init)

    private func next(
        _ ids: [SysID], from position: KeysetPosition = .start, limit: Int = 3, total: Int?
    ) throws -> KeysetPosition? {
        try position.next(after: ids, limit: limit, totalCount: total)
    }

    @Test("goes on behind the last id, as long as the count says that there is more")
    func goesOn() throws {
        #expect(try next(Self.ids, total: 4) == KeysetPosition(last: Self.ids[2], offset: 0))
        #expect(try next(Self.ids, total: 3) == nil)
    }

    @Test("isn't ended by a page that access rules made short, nor by an empty one")
    func accessRules() throws {
        #expect(try next([Self.ids[0]], total: 4) == KeysetPosition(last: Self.ids[0], offset: 0))
        let first = try #require(try next([], total: 7))
        #expect(first == KeysetPosition(last: nil, offset: 3))
        let second = try #require(try next([], from: first, total: 7))
        #expect(second == KeysetPosition(last: nil, offset: 6))
        #expect(try next([], from: second, total: 7) == nil)
        #expect(try next([Self.ids[0]], from: second, total: 7) == nil)
    }

    @Test("ends with an empty page where the instance doesn't count")
    func uncounted() throws {
        #expect(try next([Self.ids[0]], total: nil) == KeysetPosition(last: Self.ids[0], offset: 0))
        #expect(try next([], total: nil) == nil)
    }

    @Test("fails when the instance ignores from where on, instead of reading the same for ever")
    func ignored() throws {
        let position = KeysetPosition(last: Self.ids[2], offset: 0)
        let failure = #expect(throws: Failure.self) { try next(Self.ids, from: position, total: 9) }
        #expect(failure?.reason == .serviceNowUnreadable)
    }

    @Test("items are asked for with every guard on every page, and what is hidden of them is nil")
    func items() async throws {
        let instance = ScriptedInstance()
        var row = Samples.itemRow()
        row["approval"] = nil
        row["opened_at"] = "2026-11-01 08:00:00"
        row["requested_for.email"] = "ana@contoso.example"
        instance.add(row, to: "sc_req_item")
        try await ScriptedInstance.with({ instance.reply(to: $0) }) { client, server in
            let since = try #require(ServiceNowTime.date(of: "2026-08-29 12:00:00"))
            let page = try await client.items(
                of: [Samples.catalogItem], since: since, from: KeysetPosition(last: SysID("b9"), offset: 100),
                limit: 100)
            let parameters = ScriptedInstance.parameters(of: try #require(server.requests.last))
            #expect(
                parameters["sysparm_query"]
                    == "cat_itemIN\(Samples.catalogItem)^closed_at>=2026-08-29 12:00:00"
                    + "^ORsys_updated_on>=2026-08-29 12:00:00^ORactive=true^sys_id>b9^ORDERBYsys_id")
            #expect(parameters["sysparm_limit"] == "100")
            #expect(parameters["sysparm_offset"] == "100")
            #expect(page.rows.count <= 1)
        }
        let rows = [row]
        try await ScriptedInstance.with({ request in
            request.path == "/oauth_token.do" ? ScriptedInstance.tokenReply() : ScriptedInstance.result(rows)
        }) { client, _ in
            let item = try await client.items(of: [Samples.catalogItem], since: .distantPast, from: .start, limit: 100)
                .rows.first
            #expect(item?.sysID == Samples.sysID)
            #expect(item?.approval == nil)
            #expect(item?.isActive == true)
            #expect(item?.openedAt == ServiceNowTime.date(of: "2026-11-01 08:00:00"))
            #expect(item?.closedAt == nil)
            #expect(item?.requestedFor == .init(userName: "ana@contoso.example", email: "ana@contoso.example"))
        }
    }

    @Test("a row whose id is hidden can't be read behind")
    func hiddenID() async throws {
        var row = Samples.itemRow()
        row["sys_id"] = nil
        let rows = [row]
        try await ScriptedInstance.with({ request in
            request.path == "/oauth_token.do" ? ScriptedInstance.tokenReply() : ScriptedInstance.result(rows)
        }) { (client, _) async throws in
            let failure = await #expect(throws: Failure.self) {
                _ = try await client.items(of: [Samples.catalogItem], since: .distantPast, from: .start, limit: 100)
            }
            #expect(failure?.reason == .serviceNowItemUnreadable)
        }
    }
}
