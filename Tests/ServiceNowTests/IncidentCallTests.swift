import Domain
import Foundation
import TestSupport
import Testing

@testable import ServiceNow

@Suite("Incidents over the Table API")
struct IncidentCallTests {
    private let id = CorrelationID(["RITM0010001"])

    private func row(_ number: String, _ more: ScriptedInstance.Row = [:]) -> ScriptedInstance.Row {
        let row = [
            "sys_id": "1c\(number)", "number": number, "state": "1", "correlation_id": id.description,
            "short_description": "x", "description": "y", "assignment_group": "d2", "resolved_by": "",
            "sys_mod_count": "0", "work_notes": "",
        ]
        return row.merging(more) { $1 }
    }

    private func with(
        _ reply: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply,
        _ body: (ServiceNowClient, ScriptedServer) async throws -> Void
    ) async throws {
        try await ScriptedInstance.with(
            { $0.path == "/oauth_token.do" ? ScriptedInstance.tokenReply() : reply($0) }, body)
    }

    private func failure(_ body: () async throws -> Void) async -> Failure? {
        await #expect(throws: Failure.self) { try await body() }
    }

    @Test("are found by the correlation id alone, the lowest number first")
    func find() async throws {
        let instance = ScriptedInstance()
        for number in ["INC0010011", "INC10000009", "INC0010010"] { instance.add(row(number), to: "incident") }
        instance.add(row("INC0010001", ["correlation_id": ""]), to: "incident")
        try await ScriptedInstance.with(instance.reply) { client, server in
            let found = try await client.incidents(id)
            #expect(found.map(\.number) == ["INC0010010", "INC0010011", "INC10000009"])
            let query = ScriptedInstance.parameters(of: try #require(server.requests.last))["sysparm_query"]
            #expect(query == "correlation_id=landfall:RITM0010001^ORDERBYnumber")
        }
    }

    @Test("that an instance finds by another id, because it didn't understand the query, are a failure")
    func widened() async throws {
        let reply = ScriptedInstance.result([row("INC0010001"), row("INC0010002", ["correlation_id": ""])])
        try await with({ _ in reply }) { client, _ in
            #expect(await failure { _ = try await client.incidents(id) }?.reason == .serviceNowUnreadable)
        }
    }

    @Test("that may not be read, or whose id may not, are not taken for none")
    func hidden() async throws {
        let empty = ScriptedInstance.result([ScriptedInstance.Row](), fields: ["X-Total-Count": "1"])
        try await with({ _ in empty }) { client, _ in
            #expect(await failure { _ = try await client.incidents(id) }?.reason == .serviceNowForbidden)
        }
        var row = row("INC0010001")
        row["correlation_id"] = nil
        let reply = ScriptedInstance.result([row])
        try await with({ _ in reply }) { client, _ in
            #expect(await failure { _ = try await client.incidents(id) }?.reason == .serviceNowIncidentUnreadable)
        }
        let none = ScriptedInstance.result([ScriptedInstance.Row](), fields: ["X-Total-Count": "0"])
        try await with({ _ in none }) { (client, _) async throws in #expect(try await client.incidents(id) == []) }
    }

    @Test("are opened with their correlation id, by one POST")
    func open() async throws {
        let reply = ScriptedServer.Reply.answer(
            201, fields: ["Content-Type": "application/json", "X-Transaction-ID": "794a"],
            body: #"{"result":{"sys_id":"1c01"}}"#)
        try await with({ _ in reply }) { client, server in
            let opened = try await client.openIncident(id, ["short_description": "x"])
            #expect(opened.sysID == SysID("1c01"))
            #expect(opened.correlation.requestID == "794a")
            let call = try #require(server.requests.last)
            #expect(call.method == "POST" && call.path == "/api/now/table/incident")
            let values = try JSONDecoder().decode([String: String].self, from: Data(call.body.utf8))
            #expect(values == ["short_description": "x", "correlation_id": id.description])
        }
    }

    @Test(
        "whose opening has no readable answer are unknown, and are not opened again",
        arguments: [
            (201, "application/json", #"{"result":{"sys_id":""}}"#), (201, "application/json", #"{"result":{"sys_"#),
            (201, "application/json", #"{"result":{}}"#), (200, "application/json", #"{"result":[]}"#),
            (200, "application/json", #"{"result":[],"error":{"message":"Transaction cancelled"},"status":"failure"}"#),
            (500, "application/json", #"{"error":{"message":"Transaction cancelled"},"status":"failure"}"#),
        ])
    func unknown(status: Int, type: String, body: String) async throws {
        let reply = ScriptedServer.Reply.answer(status, fields: ["Content-Type": type], body: body)
        try await with({ _ in reply }) { client, server in
            let failure = await failure { _ = try await client.openIncident(id, [:]) }
            #expect(failure?.reason == .serviceNowReplyLost)
            #expect(failure?.kind == .unknown)
            #expect(server.requests.count { $0.method == "POST" && $0.path != "/oauth_token.do" } == 1)
        }
    }

    @Test("show all their work notes as one text; a journal that reads as empty is unknown")
    func notes() async throws {
        let shown: @Sendable (String) -> ScriptedServer.Reply = { notes in
            let fields = [
                "sys_id": "1c01", "number": "INC0010001", "state": "2", "correlation_id": "c", "work_notes": "",
            ]
            return ScriptedInstance.result(
                fields.mapValues { ["value": $0, "display_value": $0] }.merging([
                    "work_notes": ["value": "", "display_value": notes]
                ]) { $1 })
        }
        let sysID = try #require(SysID("1c01"))
        for (notes, reading) in [("a [m]", JournalReading.present), ("a", .absent), ("", .unknown)] {
            let reply = shown(notes)
            try await with({ _ in reply }) { client, server in
                #expect(try await client.incident(sysID)?.note(containing: "[m]") == reading)
                let last = try #require(server.requests.last)
                #expect(ScriptedInstance.parameters(of: last)["sysparm_display_value"] == "all")
            }
        }
    }

    @Test("that are gone, or may not be read, are none")
    func gone() async throws {
        let instance = ScriptedInstance()
        let sysID = try #require(SysID("1c01"))
        try await ScriptedInstance.with(instance.reply) { (client, _) async throws in
            #expect(try await client.incident(sysID) == nil)
            #expect(try await client.updateIncident(sysID, ["state": "6"]) == nil)
            #expect(try await client.incidents([]) == [])
        }
    }
}
