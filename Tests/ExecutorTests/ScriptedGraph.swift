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
        /// The groups that the person is in.
        var groups: Set<String>
        var acts: [Act]
        /// What becomes of every write to a group, by its method: `POST` or `DELETE`.
        var actsByGroup: [String: [String: Act]]
        var effectiveWrites = 0
        var calls: [String] = []
        var journal: [String] = []
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - writes: what becomes of the first writes, whatever they are about.
    ///   - groups: those that the person is in already.
    ///   - refusing: the writes that never work, by group and method.
    init(writes: [Act] = [], groups: [GroupID] = [], refusing: [GroupID: [String: Act]] = [:]) {
        self.state = Mutex(
            State(
                groups: Set(groups.map(\.description)), acts: writes,
                actsByGroup: Dictionary(uniqueKeysWithValues: refusing.map { ($0.key.description, $0.value) })))
    }

    /// The writes that took effect, in order: `+` or `-` and the group.
    var journal: [String] { state.withLock(\.journal) }
    /// The groups that the person is in.
    var groups: Set<String> { state.withLock(\.groups) }
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
                let isMember = state.groups.contains(Self.group(request))
                return .answer(200, body: #"{"value":[\#(isMember ? #"{"id":"\#(Samples.user)"}"# : "")]}"#)
            }
            if let act = state.actsByGroup[Self.group(request)]?[request.method] {
                guard case .answer(let status, let fields, let body) = act else { return .hangUp }
                return .answer(status, fields: fields, body: body)
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

    /// The group's id out of `/v1.0/groups/{id}/…`.
    private static func group(_ request: ScriptedServer.Request) -> String {
        request.path.split(separator: "/").dropFirst(2).first.map(String.init) ?? ""
    }

    private static func write(_ request: ScriptedServer.Request, _ state: inout State) -> ScriptedServer.Reply {
        let group = group(request)
        if request.method == "POST" {
            guard state.groups.insert(group).inserted else {
                return .answer(
                    400,
                    body: error(
                        "Request_BadRequest",
                        "One or more added object references already exist for the following modified properties: 'members'."
                    ))
            }
        } else {
            guard state.groups.remove(group) != nil else {
                return .answer(
                    404,
                    body: error(
                        "Request_ResourceNotFound",
                        "Resource '\(Samples.user)' does not exist or one of its queried reference-property objects are not present."
                    ))
            }
        }
        state.effectiveWrites += 1
        state.journal.append((request.method == "POST" ? "+" : "-") + group)
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
    let verification: VerificationHandler
    let ledger: Ledger
    let log: LogCapture
    let clock: ManualTime

    static func with(_ graph: ScriptedGraph, _ body: (Bench) async throws -> Void) async throws {
        let server = try ScriptedServer { graph.reply(to: $0) }
        let file = NSTemporaryDirectory() + "landfall-executor-\(UUID().uuidString)"
        try Data(ScriptedGraph.secret.utf8).write(to: URL(fileURLWithPath: file))
        let log = LogCapture()
        let clock = ManualTime(Samples.at)
        let configuration = EntraConfiguration(
            graphURL: server.url, loginURL: server.url, tenantID: "7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11",
            clientID: "3b6f2f0a-9a86-4c7e-8f39-54c0de90a001", credential: .secretFile(file),
            requestTimeout: .seconds(10))
        let http = try HTTPClient(configuration: configuration.httpClientConfiguration, logger: log.logger)
        let result: Result<Void, any Error>
        do {
            try await TestDatabase.with("ledger", LedgerSchema.migrations) { database in
                let ledger = Ledger(database: database)
                let client = GraphClient(
                    configuration: configuration, http: http, now: { clock.now }, logger: log.logger)
                let rule = VerificationRule(
                    firstDelay: .seconds(2), interval: .seconds(5), agreeingReads: 2, limit: .seconds(600))
                try await body(
                    Bench(
                        graph: graph,
                        execution: OperationExecution(
                            changes: ChangeCaller(graph: client, window: .zero),
                            reads: MembershipReader(graph: client, window: .zero), ledger: ledger, verification: rule,
                            now: { clock.now }),
                        verification: VerificationHandler(
                            reads: MembershipReader(graph: client, window: .zero), ledger: ledger, rule: rule,
                            now: { clock.now }),
                        ledger: ledger, log: log, clock: clock))
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
        let run = try await ledger.open(mandate, at: Samples.at)
        return try await execution.advance(run.operations[0], mandate: mandate, trace: Samples.trace)
    }
}
