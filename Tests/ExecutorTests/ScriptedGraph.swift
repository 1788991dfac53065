import Domain
import Entra
import Foundation
import HTTP
import Logging
import Postgres
import Synchronization
import TestSupport

@testable import Executor

/// A small Graph that keeps the members of groups, and misbehaves on writes as a test says.
final class ScriptedGraph: Sendable {
    /// What becomes of a write.
    enum Act: Sendable {
        case work
        /// It takes effect, and the reply is lost.
        case workAndHangUp
        case answer(Int, fields: [String: String] = [:], body: String = "")
    }

    static let secret = "secret-of-the-client-~.8Q"
    static let token = "eyJhbGciOiJub25lIn0.eyJqdGkiOiJzZWNyZXQtdG9rZW4ifQ.c2lnbmF0dXJl"

    private struct State {
        var members: Set<String> = []
        var acts: [Act]
        var effectiveWrites = 0
        var calls: [String] = []
    }

    private let state: Mutex<State>

    init(writes: [Act] = []) {
        self.state = Mutex(State(acts: writes))
    }

    var effectiveWrites: Int { state.withLock(\.effectiveWrites) }
    /// The methods of all calls but those for tokens.
    var calls: [String] { state.withLock(\.calls) }

    func reply(to request: ScriptedServer.Request) -> ScriptedServer.Reply {
        if request.path.hasSuffix("/token") {
            return .answer(
                200, body: #"{"token_type":"Bearer","expires_in":3600,"access_token":"\#(Self.token)"}"#)
        }
        return state.withLock { state in
            state.calls.append(request.method)
            guard request.method != "GET" else {
                let members = state.members.map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
                return .answer(200, body: #"{"value":[\#(members)]}"#)
            }
            switch state.acts.isEmpty ? .work : state.acts.removeFirst() {
            case .work: return Self.write(request, &state)
            case .workAndHangUp:
                _ = Self.write(request, &state)
                return .hangUp
            case .answer(let status, let fields, let body): return .answer(status, fields: fields, body: body)
            }
        }
    }

    private static func write(_ request: ScriptedServer.Request, _ state: inout State) -> ScriptedServer.Reply {
        let user = Samples.user.description
        if request.method == "POST" {
            guard state.members.insert(user).inserted else {
                return .answer(
                    400,
                    body: error(
                        "Request_BadRequest",
                        "One or more added object references already exist for the following modified properties: 'members'."
                    ))
            }
        } else {
            state.members.remove(user)
        }
        state.effectiveWrites += 1
        return .answer(204, fields: ["request-id": "94fb3b52-0000-4000-8000-000000000001"])
    }

    static func error(_ code: String, _ message: String) -> String {
        #"{"error":{"code":"\#(code)","message":"\#(message)","innerError":{"request-id":"94fb3b52-0000-4000-8000-000000000002"}}}"#
    }
}

/// An executor's parts around a scripted Graph and a ledger of its own.
struct Bench {
    let graph: ScriptedGraph
    let execution: OperationExecution
    let ledger: Ledger
    let log: LogCapture

    static func with(_ graph: ScriptedGraph, _ body: (Bench) async throws -> Void) async throws {
        let server = try ScriptedServer { graph.reply(to: $0) }
        let file = NSTemporaryDirectory() + "landfall-executor-\(UUID().uuidString)"
        try Data(ScriptedGraph.secret.utf8).write(to: URL(fileURLWithPath: file))
        let log = LogCapture()
        let configuration = EntraConfiguration(
            graphURL: server.url, loginURL: server.url, tenantID: "7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11",
            clientID: "3b6f2f0a-9a86-4c7e-8f39-54c0de90a001", credential: .secretFile(file),
            requestTimeout: .seconds(10))
        let http = try HTTPClient(configuration: configuration.httpClientConfiguration, logger: log.logger)
        let result: Result<Void, any Error>
        do {
            try await TestDatabase.with("ledger", LedgerSchema.migrations) { database in
                let ledger = Ledger(database: database)
                let execution = OperationExecution(
                    graph: GraphClient(
                        configuration: configuration, http: http, now: { Samples.at }, logger: log.logger),
                    ledger: ledger,
                    verification: VerificationRule(
                        firstDelay: .seconds(2), interval: .seconds(5), agreeingReads: 2, limit: .seconds(600)),
                    now: { Samples.at })
                try await body(Bench(graph: graph, execution: execution, ledger: ledger, log: log))
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        server.stop()
        await http.shutdown()
        try FileManager.default.removeItem(atPath: file)
        try result.get()
    }

    /// Delivers a plan to the executor once more: opens it, and works on its first operation.
    func deliver(_ plan: Plan) async throws -> OperationStep {
        let mandate = try Samples.mandate(plan)
        let rows = try await ledger.open(mandate, at: Samples.at)
        return try await execution.advance(rows[0], mandate: mandate, trace: Samples.trace)
    }
}
