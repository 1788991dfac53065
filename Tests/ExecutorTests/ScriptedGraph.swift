import Domain
import Entra
import Fleet
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
        /// The reply is lost, and it takes effect when ``arrive()`` says so, as far as it still can.
        case hangUpAndWorkLater
        case answer(Int, fields: [String: String] = [:], body: String = "")
    }

    static let secret = "secret-of-the-client-~.8Q"
    /// With the role that changing members needs.
    static let token =
        "eyJhbGciOiJub25lIn0.eyJqdGkiOiJzZWNyZXQtdG9rZW4iLCJyb2xlcyI6WyJHcm91cE1lbWJlci5SZWFkV3JpdGUuQWxsIl19.c2lnbmF0dXJl"

    private struct State {
        /// Who is in what: `{group}/{user}`.
        var members: Set<String>
        var acts: [Act]
        /// What becomes of every write to a group, by its method: `POST` or `DELETE`; and of every read, `GET`.
        var actsByGroup: [String: [String: Act]]
        var calls: [String] = []
        var journal: [String] = []
        var late: [(method: String, group: String, users: [String])] = []
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - writes: what becomes of the first writes, whatever they are about; those in a batch count one by one.
    ///   - groups: those that the samples' person is in already.
    ///   - refusing: the writes that never work, by group and method.
    init(writes: [Act] = [], groups: [GroupID] = [], refusing: [GroupID: [String: Act]] = [:]) {
        self.state = Mutex(
            State(
                members: Set(groups.map { "\($0)/\(Samples.user)" }), acts: writes,
                actsByGroup: Dictionary(uniqueKeysWithValues: refusing.map { ($0.key.description, $0.value) })))
    }

    /// The writes that took effect, in order: `+` or `-` and the group.
    var journal: [String] { state.withLock(\.journal) }
    /// The groups that the samples' person is in.
    var groups: Set<String> {
        let suffix = "/\(Samples.user)"
        return state.withLock {
            Set($0.members.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) })
        }
    }
    var memberCount: Int { state.withLock(\.members.count) }
    var effectiveWrites: Int { state.withLock(\.journal.count) }
    /// The methods of all calls but those for tokens; a batch is `BATCH`.
    var calls: [String] { state.withLock(\.calls) }

    /// What has been on its way for long takes effect now.
    func arrive() {
        state.withLock { state in
            for call in state.late { _ = Self.write(call.method, call.group, call.users, &state) }
            state.late = []
        }
    }

    func add(_ user: UserID, to group: GroupID) {
        _ = state.withLock { $0.members.insert("\(group)/\(user)") }
    }

    /// Somebody else takes a person out of a group.
    func remove(_ user: UserID, from group: GroupID) {
        _ = state.withLock { $0.members.remove("\(group)/\(user)") }
    }

    /// From now on, what becomes of every call to a group by this method; nil: it works again.
    func refuse(_ group: GroupID, _ method: String, _ act: Act?) {
        state.withLock { $0.actsByGroup[group.description, default: [:]][method] = act }
    }

    func reply(to request: ScriptedServer.Request) -> ScriptedServer.Reply {
        if request.path.hasSuffix("/token") {
            return .answer(
                200, body: #"{"token_type":"Bearer","expires_in":3600,"access_token":"\#(Self.token)"}"#)
        }
        return state.withLock { state in
            if request.path.hasSuffix("/$batch") {
                state.calls.append("BATCH")
                return Self.batch(request.body, &state)
            }
            state.calls.append(request.method)
            return Self.answer(request.method, request.target, request.body, &state)
        }
    }

    private static func answer(
        _ method: String, _ target: String, _ body: String, _ state: inout State
    ) -> ScriptedServer.Reply {
        let group =
            target.split(separator: "?")[0].split(separator: "/").drop { $0 != "groups" }.dropFirst().first ?? ""
        if method == "GET", case .answer(let status, let fields, let body) = state.actsByGroup[String(group)]?[method] {
            return .answer(status, fields: fields, body: body)
        }
        guard method != "GET" else {
            let query = target.removingPercentEncoding ?? ""
            let user = query.split(separator: "'").dropFirst().first ?? ""
            let isMember = state.members.contains("\(group)/\(user)")
            return .answer(200, body: #"{"value":[\#(isMember ? #"{"id":"\#(user)"}"# : "")]}"#)
        }
        if let act = state.actsByGroup[String(group)]?[method] {
            guard case .answer(let status, let fields, let body) = act else { return .hangUp }
            return .answer(status, fields: fields, body: body)
        }
        switch state.acts.isEmpty ? .work : state.acts.removeFirst() {
        case .work: return write(method, String(group), users(method, target, body), &state)
        case .workAndHangUp:
            _ = write(method, String(group), users(method, target, body), &state)
            return .hangUp
        case .hangUpAndWorkLater:
            state.late.append((method, String(group), users(method, target, body)))
            return .hangUp
        case .answer(let status, let fields, let body): return .answer(status, fields: fields, body: body)
        }
    }

    /// Whom a write is about.
    private static func users(_ method: String, _ target: String, _ body: String) -> [String] {
        if method == "DELETE" { return [String(target.split(separator: "/").dropLast().last ?? "")] }
        let json = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
        let references = json?["members@odata.bind"] as? [String] ?? [json?["@odata.id"] as? String ?? ""]
        return references.map { String($0.split(separator: "/").last ?? "") }
    }

    /// All of them or none.
    private static func write(
        _ method: String, _ group: String, _ users: [String], _ state: inout State
    ) -> ScriptedServer.Reply {
        let members = users.map { "\(group)/\($0)" }
        if method == "DELETE" {
            guard members.allSatisfy({ state.members.remove($0) != nil }) else {
                return .answer(
                    404,
                    body: error(
                        "Request_ResourceNotFound",
                        "Resource '\(users[0])' does not exist or one of its queried reference-property objects are not present."
                    ))
            }
        } else {
            guard state.members.isDisjoint(with: members) else {
                return .answer(400, body: alreadyExists)
            }
            state.members.formUnion(members)
        }
        state.journal += users.map { _ in (method == "DELETE" ? "-" : "+") + group }
        return .answer(204, fields: ["request-id": "94fb3b52-0000-4000-8000-000000000001"])
    }

    /// One that hangs up is missing from the answer.
    private static func batch(_ body: String, _ state: inout State) -> ScriptedServer.Reply {
        let json = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
        let requests = json?["requests"] as? [[String: Any]] ?? []
        var responses: [[String: Any]] = []
        for request in requests {
            let inner = request["body"].flatMap { try? JSONSerialization.data(withJSONObject: $0) } ?? Data()
            let reply = answer(
                request["method"] as? String ?? "", request["url"] as? String ?? "",
                String(decoding: inner, as: UTF8.self), &state)
            guard case .answer(let status, let fields, let body) = reply else { continue }
            var response: [String: Any] = ["id": request["id"] ?? "", "status": status, "headers": fields]
            response["body"] = try? JSONSerialization.jsonObject(with: Data(body.utf8))
            responses.append(response)
        }
        let data = (try? JSONSerialization.data(withJSONObject: ["responses": responses])) ?? Data()
        return .answer(
            200, fields: ["Content-Type": "application/json"], body: String(decoding: data, as: UTF8.self))
    }

    /// What Graph says to an addition of somebody who is a member.
    static let alreadyExists = error(
        "Request_BadRequest",
        "One or more added object references already exist for the following modified properties: 'members'.")

    static func error(_ code: String, _ message: String) -> String {
        #"{"error":{"code":"\#(code)","message":"\#(message)","innerError":{"request-id":"94fb3b52-0000-4000-8000-000000000002"}}}"#
    }
}

/// Counts what happens.
final class Tally: Sendable {
    private let number = Mutex(0)
    var count: Int { number.withLock(\.self) }
    func add() { number.withLock { $0 += 1 } }
}

/// An executor's parts around a scripted Graph and a ledger of its own.
struct Bench {
    let graph: ScriptedGraph
    let execution: OperationExecution
    /// The same for the removals at the end of an access.
    let removals: OperationExecution
    /// How often calls were paid for out of what is left by people who wait.
    let backgroundPayments: Tally
    let verification: VerificationHandler
    let ledger: Ledger
    let log: LogCapture
    let clock: ManualTime
    let tickets = ScriptedTickets()

    /// - Parameters:
    ///   - window: how long calls are gathered.
    ///   - limit: how many go together.
    ///   - effectLimit: how long calls without a clear answer may have an effect.
    ///   - requestTimeout: how long one call may take.
    static func with(
        _ graph: ScriptedGraph, window: Duration = .zero, limit: Int = GraphClient.maximumAtOnce,
        effectLimit: Duration = .zero, requestTimeout: Duration = .seconds(10),
        _ body: (Bench) async throws -> Void
    ) async throws {
        let server = try ScriptedServer { graph.reply(to: $0) }
        let file = NSTemporaryDirectory() + "landfall-executor-\(UUID().uuidString)"
        try Data(ScriptedGraph.secret.utf8).write(to: URL(fileURLWithPath: file))
        let log = LogCapture()
        let clock = ManualTime(Samples.at)
        let configuration = EntraConfiguration(
            graphURL: server.url, loginURL: server.url, tenantID: "7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11",
            clientID: "3b6f2f0a-9a86-4c7e-8f39-54c0de90a001", credential: .secretFile(file),
            requestTimeout: requestTimeout)
        let http = try HTTPClient(configuration: configuration.httpClientConfiguration, logger: log.logger)
        let result: Result<Void, any Error>
        do {
            try await TestDatabase.with("ledger", LedgerSchema.migrations) { database in
                let ledger = Ledger(database: database, effectLimit: effectLimit)
                let client = GraphClient(
                    configuration: configuration, http: http, now: { clock.now }, logger: log.logger)
                let gathering = GatheringRule(window: window, limit: limit)
                let rule = VerificationRule(
                    firstDelay: .seconds(2), interval: .seconds(5), agreeingReads: 2, limit: .seconds(600))
                let payments = Tally()
                func execution(_ pay: @escaping ChangeCaller.Pay) -> OperationExecution {
                    OperationExecution(
                        changes: ChangeCaller(graph: client, rule: gathering, pay: pay),
                        reads: MembershipReader(graph: client, rule: gathering, pay: pay), ledger: ledger,
                        verification: rule, now: { clock.now })
                }
                let removals = execution { _ in payments.add() }
                try await body(
                    Bench(
                        graph: graph, execution: execution { _ in }, removals: removals, backgroundPayments: payments,
                        verification: VerificationHandler(
                            reads: MembershipReader(graph: client, rule: gathering),
                            backgroundReads: removals.reads, ledger: ledger, rule: rule,
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

    /// - Parameter publish: gets what is published before the handling has come to its end.
    func handler(
        _ publish: @escaping @Sendable ([Emission], TraceContext) async throws -> Void = { _, _ in }
    ) -> ExecutionHandler {
        ExecutionHandler(
            operations: execution, removals: removals, ledger: ledger, tickets: tickets, now: { clock.now },
            publish: publish)
    }

    /// Delivers a plan to the executor once more: opens it, states what came of earlier calls, and works on its first operation.
    func deliver(_ plan: Plan) async throws -> OperationStep {
        let mandate = try Samples.mandate(plan)
        let operation = try await ledger.open(mandate, at: Samples.at).operations[0]
        var step = OperationStep(emissions: try await execution.unreported(operation, mandate))
        step.add(try await execution.advance(operation, mandate: mandate, trace: Samples.trace))
        return step
    }
}
