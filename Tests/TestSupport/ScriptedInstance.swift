import Domain
public import Foundation
import HTTP
import Logging
public import ServiceNow
import Synchronization

/// A small ServiceNow instance that shows what is in its tables, as far as the Table API's queries of Landfall go, lets nobody change
/// it, and misbehaves as a test says.
public final class ScriptedInstance: Sendable {
    public typealias Row = [String: String]

    public static let clientID = "landfall-test"
    public static let secret = "secret-of-the-instance-~.8Q"
    public static let token = "token-of-the-instance-7Zk2Vw"
    /// A row with this field is counted, but not shown: access rules are applied after the limit.
    public static let hidden = "-hidden"

    private struct State {
        var tables: [String: [Row]] = [:]
        var detour: (@Sendable (ScriptedServer.Request) -> ScriptedServer.Reply?)?
    }

    private let state = Mutex(State())

    public init() {}

    public func add(_ row: Row, to table: String) {
        state.withLock { $0.tables[table, default: []].append(row) }
    }

    /// Changes the rows of a table that have such a field.
    public func change(_ table: String, where field: String, is value: String, _ body: (inout Row) -> Void) {
        state.withLock { state in
            for index in (state.tables[table] ?? []).indices where state.tables[table]?[index][field] == value {
                body(&state.tables[table, default: []][index])
            }
        }
    }

    public func remove(from table: String) {
        state.withLock { $0.tables[table] = nil }
    }

    /// Has calls for tables answered otherwise, wherever the detour has an answer.
    public func detour(_ detour: (@Sendable (ScriptedServer.Request) -> ScriptedServer.Reply?)?) {
        state.withLock { $0.detour = detour }
    }

    // MARK: - Answers

    public func reply(to request: ScriptedServer.Request) -> ScriptedServer.Reply {
        guard request.path != "/oauth_token.do" else { return Self.tokenReply() }
        return state.withLock { state in
            if let reply = state.detour?(request) { return reply }
            guard request.headerFields["authorization"] == "Bearer \(Self.token)" else {
                return Self.error(401, "User Not Authenticated", "Required to provide Auth information")
            }
            let parts = request.path.split(separator: "/").map(String.init)
            let parameters = Self.parameters(of: request)
            let fields = (parameters["sysparm_fields"] ?? "").split(separator: ",").map(String.init)
            let rows = parts.count > 3 ? state.tables[parts[3]] ?? [] : []
            if parts.count == 5 {
                guard let row = rows.first(where: { $0["sys_id"] == parts[4] && $0[Self.hidden] == nil }) else {
                    return Self.error(
                        404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval")
                }
                guard request.method == "GET" else {
                    return Self.error(
                        403, "Operation Failed", "ACL Exception Update Failed due to security constraints")
                }
                return Self.result(Self.show(row, fields))
            }
            let found = Self.select(rows, parameters["sysparm_query"] ?? "")
            let page = found.dropFirst(Int(parameters["sysparm_offset"] ?? "") ?? 0)
                .prefix(Int(parameters["sysparm_limit"] ?? "") ?? 10_000)
            return Self.result(
                page.filter { $0[Self.hidden] == nil }.map { Self.show($0, fields) },
                fields: ["X-Total-Count": "\(found.count)"])
        }
    }

    public static func tokenReply(_ token: String = token, lifetime: Int = 1799) -> ScriptedServer.Reply {
        .answer(
            200, fields: ["Content-Type": "application/json"],
            body: #"{"scope":"useraccount","token_type":"Bearer","expires_in":\#(lifetime),"access_token":"\#(token)"}"#
        )
    }

    public static func result(_ result: some Encodable, fields: [String: String] = [:]) -> ScriptedServer.Reply {
        let body = (try? JSONEncoder().encode(["result": result])) ?? Data()
        let type = ["Content-Type": "application/json;charset=UTF-8", "X-Transaction-ID": "794a9c84c331"]
        return .answer(200, fields: type.merging(fields) { $1 }, body: String(decoding: body, as: UTF8.self))
    }

    public static func error(
        _ status: Int, _ message: String, _ detail: String, fields: [String: String] = [:]
    ) -> ScriptedServer.Reply {
        .answer(
            status, fields: ["Content-Type": "application/json;charset=UTF-8"].merging(fields) { $1 },
            body: #"{"error":{"message":"\#(message)","detail":"\#(detail)"},"status":"failure"}"#)
    }

    /// The parameters of a request's query, decoded.
    public static func parameters(of request: ScriptedServer.Request) -> [String: String] {
        let items = URLComponents(string: request.target)?.queryItems ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }) { $1 }
    }

    private static func show(_ row: Row, _ fields: [String]) -> Row {
        row.filter { fields.contains($0.key) }
    }

    private static func select(_ rows: [Row], _ query: String) -> [Row] {
        var found = rows
        for term in query.split(separator: "^") {
            if term.hasPrefix("ORDERBY") {
                let field = String(term.dropFirst("ORDERBY".count))
                found.sort { ($0[field] ?? "") < ($1[field] ?? "") }
            } else if let mark = term.firstRange(of: "IN") {
                let values = term[mark.upperBound...].split(separator: ",").map(String.init)
                found.removeAll { !values.contains($0[String(term[..<mark.lowerBound])] ?? "") }
            } else if let mark = term.firstIndex(where: { $0 == "=" || $0 == ">" }) {
                let value = String(term[term.index(after: mark)...])
                let isEqual = term[mark] == "="
                found.removeAll { row in
                    let own = row[String(term[..<mark])] ?? ""
                    return isEqual ? own != value : own <= value
                }
            }
        }
        return found
    }

    // MARK: - A client of it

    /// Runs `body` with a client of an instance whose every call is answered by `reply`.
    ///
    /// - Parameter limit: what decides how many calls are made at a time instead of `calls`.
    public static func with<Result: Sendable>(
        calls: Int = 2, limit: (any CallLimiting)? = nil, log: LogCapture = LogCapture(),
        now: @escaping @Sendable () -> Date = { Samples.at }, requestTimeout: Duration = .seconds(20),
        _ reply: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply,
        _ body: (ServiceNowClient, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let server = try ScriptedServer(reply)
        let file = try TemporaryFile(secret + "\n")
        let http = try HTTPClient(configuration: .init(requestTimeout: requestTimeout), logger: log.logger)
        let client = ServiceNowClient(
            configuration: ServiceNowConfiguration(
                url: server.url, clientID: clientID, clientSecretFile: file.path, maximumCalls: calls,
                requestTimeout: requestTimeout),
            http: http, limit: limit, now: now)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(client, server))
        } catch {
            result = .failure(error)
        }
        server.stop()
        await http.shutdown()
        // Read again for each token, so it has to be there until now.
        withExtendedLifetime(file) {}
        return try result.get()
    }
}
