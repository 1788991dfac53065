import BenchmarkSupport
import Foundation
import Hummingbird
import Logging

/// As much of a ServiceNow instance as executors look at before they change anything: every request item is there, open and approved.
///
/// It answers at once, so that what is measured is the executors.
struct WantedTickets: Sendable {
    static let clientID = "benchmark"
    let url: String

    /// Serves as long as the body takes.
    static func with<Value: Sendable>(_ body: (WantedTickets) async throws -> Value) async throws -> Value {
        let port = try FreePort.next()
        let router = Router()
        router.post("/oauth_token.do") { _, _ in
            answer(["access_token": "benchmark", "token_type": "Bearer", "scope": "useraccount", "expires_in": 1_799])
        }
        router.get("/api/now/table/sc_req_item") { request, _ in
            let query = request.uri.queryParameters.get("sysparm_query") ?? ""
            return answer(["result": query.dropFirst("sys_idIN".count).split(separator: ",").map(item)])
        }
        router.get("/api/now/table/sys_user") { _, _ in answer(["result": [["sys_id": "1"]]]) }
        var logger = Logger(label: "tickets")
        logger.logLevel = .warning
        let server = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: Int(port))), logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            return try await body(WantedTickets(url: "http://127.0.0.1:\(port)"))
        }
    }

    /// Ids of ``Backlog/event(_:)`` end in the number of the request.
    private static func item(_ id: Substring) -> [String: Any] {
        [
            "sys_id": String(id), "number": "RITM\(10_000_000 + (Int(id.suffix(9)) ?? 0))", "state": "1",
            "active": "true",
            "approval": "approved", "sys_mod_count": "0",
        ]
    }

    private static func answer(_ content: [String: Any]) -> Response {
        let data = (try? JSONSerialization.data(withJSONObject: content)) ?? Data()
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: Array(data))))
    }
}
