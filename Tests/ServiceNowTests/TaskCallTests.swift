import Domain
import Foundation
import TestSupport
import Testing

@testable import ServiceNow

@Suite("Catalogue tasks and choices over the Table API")
struct TaskCallTests {
    private func task(_ number: String, _ more: ScriptedInstance.Row = [:]) -> ScriptedInstance.Row {
        let row = [
            "sys_id": "f1\(number)", "number": number, "request_item": "\(Samples.sysID)", "state": "1",
            "active": "true",
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

    private func reason(_ body: () async throws -> Void) async -> Reason? {
        await #expect(throws: Failure.self) { try await body() }?.reason
    }

    @Test("The open tasks of an item are found, and no others")
    func open() async throws {
        let instance = ScriptedInstance()
        instance.add(task("SCTASK1"), to: "sc_task")
        instance.add(task("SCTASK2", ["active": "false"]), to: "sc_task")
        instance.add(task("SCTASK3", ["request_item": "other"]), to: "sc_task")
        try await ScriptedInstance.with(instance.reply) { client, server in
            #expect(try await client.openTasks(of: Samples.sysID).map(\.number) == ["SCTASK1"])
            let query = ScriptedInstance.parameters(of: try #require(server.requests.last))["sysparm_query"]
            #expect(query == "request_item=\(Samples.sysID)^active=true")
        }
    }

    @Test("Tasks that an instance finds because it didn't understand the query are a failure")
    func widened() async throws {
        for other in [["active": "false"], ["request_item": "other"]] {
            let reply = ScriptedInstance.result([task("SCTASK1"), task("SCTASK2", other)])
            try await with({ _ in reply }) { client, _ in
                #expect(await reason { _ = try await client.openTasks(of: Samples.sysID) } == .serviceNowUnreadable)
            }
        }
    }

    @Test("Tasks that may not be read, or whose fields may not, are not taken for none")
    func hidden() async throws {
        for rows in [[], [task("SCTASK1")]] {
            let reply = ScriptedInstance.result(rows, fields: ["X-Total-Count": "2"])
            try await with({ _ in reply }) { client, _ in
                #expect(await reason { _ = try await client.openTasks(of: Samples.sysID) } == .serviceNowForbidden)
            }
        }
        var row = task("SCTASK1")
        row["active"] = nil
        let reply = ScriptedInstance.result([row])
        try await with({ _ in reply }) { client, _ in
            #expect(await reason { _ = try await client.openTasks(of: Samples.sysID) } == .serviceNowForbidden)
        }
    }

    private func choice(_ table: String, _ value: String, _ more: ScriptedInstance.Row = [:]) -> ScriptedInstance.Row {
        let row = [
            "name": table, "element": "state", "language": "en", "inactive": "false", "value": value, "label": "x",
        ]
        return row.merging(more) { $1 }
    }

    @Test("Choices are asked for both tables, and what wasn't asked for doesn't count")
    func choices() async throws {
        let rows = [
            choice("task", "1"), choice("task", "2"), choice("incident", "9"),
            choice("sc_req_item", "7", ["element": "stage"]), choice("sc_req_item", "7", ["language": "de"]),
            choice("sc_req_item", "7", ["inactive": "true"]),
        ]
        let reply = ScriptedInstance.result(rows, fields: ["X-Total-Count": "6"])
        try await with({ _ in reply }) { client, server in
            #expect(
                try await client.stateChoices(of: .requestItem)
                    == .offered([.init(value: "1", label: "x"), .init(value: "2", label: "x")]))
            let query = ScriptedInstance.parameters(of: try #require(server.requests.last))["sysparm_query"]
            #expect(query == "name=task^ORname=sc_req_item^element=state^language=en^inactive=false")
            #expect(try await client.stateChoices(of: .incident) == .offered([.init(value: "9", label: "x")]))
        }
        let cut = ScriptedInstance.result([choice("task", "1")], fields: ["X-Total-Count": "2"])
        try await with({ _ in cut }) { client, _ in
            guard case .unknown = try await client.stateChoices(of: .requestItem) else {
                Issue.record("what may not be read is taken for not there")
                return
            }
        }
    }
}
