import Domain
import Entra
import Fleet
import Foundation
import HTTP
import Postgres
import ServiceNow
import Synchronization
import TestSupport
import Testing

@testable import Validator

/// A small Graph that shows people and groups, and nothing else.
final class ScriptedDirectory: Sendable {
    static let secret = "secret-of-the-application-~.8Q"
    static let token = "eyJhbGciOiJub25lIn0.eyJqdGkiOiJzZWNyZXQtdG9rZW4ifQ.c2lnbmF0dXJl"

    struct Group {
        var name = "APP-GROUP-1"
        var types: [String] = []
        var isSecurity = true
        var isMail = false
        var isSynced: Bool?
        var isRoleAssignable: Bool?
    }

    struct Contents {
        var users: [String: Bool] = ["ana@contoso.example": true]
        var groups: [GroupID: Group] = [
            Samples.group: Group(), Samples.otherGroup: Group(name: "APP-GROUP-2"),
        ]
        /// Answers every call, if it is there.
        var detour: ScriptedServer.Reply?
    }

    private let contents = Mutex(Contents())

    func change(_ body: (inout Contents) -> Void) { contents.withLock { body(&$0) } }

    func reply(to request: ScriptedServer.Request) -> ScriptedServer.Reply {
        if request.path.hasSuffix("/token") {
            return .answer(200, body: #"{"token_type":"Bearer","expires_in":3600,"access_token":"\#(Self.token)"}"#)
        }
        return contents.withLock { contents in
            if let detour = contents.detour { return detour }
            let last = request.path.split(separator: "/").last.map(String.init)?.removingPercentEncoding ?? ""
            if request.path.hasPrefix("/v1.0/users/"), let isEnabled = contents.users[last] {
                let json =
                    #"{"id":"\#(Samples.user)","userPrincipalName":"\#(last)","displayName":"Ana Alvarez","accountEnabled":\#(isEnabled)}"#
                return .answer(200, body: json)
            }
            if let group = GroupID(last).flatMap({ contents.groups[$0] }) {
                let types = group.types.map { "\"\($0)\"" }.joined(separator: ",")
                let synced = group.isSynced.map { "\($0)" } ?? "null"
                let assignable = group.isRoleAssignable.map { "\($0)" } ?? "null"
                let json = """
                    {"id":"\(last)","displayName":"\(group.name)","groupTypes":[\(types)],\
                    "securityEnabled":\(group.isSecurity),"mailEnabled":\(group.isMail),\
                    "onPremisesSyncEnabled":\(synced),"isAssignableToRole":\(assignable)}
                    """
                return .answer(200, body: json)
            }
            let message =
                "Resource '\(last)' does not exist or one of its queried reference-property objects are not present."
            return .answer(404, body: #"{"error":{"code":"Request_ResourceNotFound","message":"\#(message)"}}"#)
        }
    }
}

/// A validator's parts around a scripted ServiceNow, a scripted Graph and a database of its own.
struct Bench {
    let instance: ScriptedInstance
    let directory: ScriptedDirectory
    let servers: [ScriptedServer]
    let handler: RequestHandler
    let log: LogCapture

    static let owner = "d0000000000000000000000000000001"

    /// - Parameter end: more keys of the item, such as `end_variable: access_until`.
    static func policy(risk: Risk = .low, note: String = "", end: String = "") throws -> PolicyFile {
        let text = """
            # \(note)
            version: 1
            catalog_items:
              - name: Application access
                sys_id: \(Samples.catalogItem)
                entitlement_variables: [entitlement, entitlements]
                on_partial_failure: roll_back
                \(end)
                entitlements:
                  - name: first
                    group: \(Samples.group)
                    group_name: APP-GROUP-1
                    risk: low
                    owner: { name: Finance applications, assignment_group: \(owner) }
                  - name: second
                    group: \(Samples.otherGroup)
                    group_name: APP-GROUP-2
                    risk: \(risk.rawValue)
                    owner:
                      { name: Finance applications, assignment_group: \(owner), group: b9000000-0000-4000-8000-000000000001 }
            """
        return try PolicyFile(data: Data(text.utf8))
    }

    /// A ticket that may be fulfilled, asking for `entitlements`.
    static func instance(_ entitlements: String = "first") -> ScriptedInstance {
        let instance = ScriptedInstance()
        instance.add(Samples.itemRow(), to: "sc_req_item")
        instance.add(Samples.variableRow("entitlement", entitlements), to: "sc_item_option_mtom")
        instance.add(Samples.variableRow("justification", "month-end"), to: "sc_item_option_mtom")
        instance.add(Samples.approverRow(), to: "sysapproval_approver")
        return instance
    }

    static func with(
        _ instance: ScriptedInstance = instance(), policy: PolicyFile? = nil, _ body: (Bench) async throws -> Void
    ) async throws {
        let policy = try policy ?? Self.policy()
        let directory = ScriptedDirectory()
        let graphServer = try ScriptedServer { directory.reply(to: $0) }
        let file = try TemporaryFile(ScriptedDirectory.secret)
        let log = LogCapture()
        let configuration = EntraConfiguration(
            graphURL: graphServer.url, loginURL: graphServer.url, tenantID: "7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11",
            clientID: "3b6f2f0a-9a86-4c7e-8f39-54c0de90a001", credential: .secretFile(file.path),
            requestTimeout: .seconds(10))
        let http = try HTTPClient(configuration: configuration.httpClientConfiguration, logger: log.logger)
        let graph = GraphClient(configuration: configuration, http: http, now: { Samples.at }, logger: log.logger)
        let result: Result<Void, any Error>
        do {
            try await ScriptedInstance.with(log: log, { instance.reply(to: $0) }) { serviceNow, server in
                try await TestDatabase.with("policy", PolicySchema.migrations) { database in
                    let handler = RequestHandler(
                        policies: PolicySource(fixed: policy, logger: log.logger),
                        facts: FactReader(serviceNow: serviceNow, graph: graph),
                        store: DecisionStore(database: database), now: { Samples.at })
                    try await body(
                        Bench(
                            instance: instance, directory: directory, servers: [server, graphServer], handler: handler,
                            log: log))
                }
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        graphServer.stop()
        await http.shutdown()
        withExtendedLifetime(file) {}
        try result.get()
    }

    /// The same validator with another policy in force.
    func under(_ policy: PolicyFile) -> Bench {
        Bench(
            instance: instance, directory: directory, servers: servers,
            handler: RequestHandler(
                policies: PolicySource(fixed: policy, logger: log.logger), facts: handler.facts, store: handler.store,
                now: handler.now),
            log: log)
    }

    func handle(_ fact: Fact = .requestReceived(RequestReceived(ticket: Samples.ticket))) async throws -> StageOutcome {
        try await handler.handle(
            Samples.event(fact),
            context: HandlingContext(attempt: 1, trace: Samples.trace, body: [], logger: log.logger))
    }

    /// The one fact that comes of the request.
    func decided() async throws -> Fact {
        guard case .done(let emissions) = try await handle(), let emission = emissions.first, emissions.count == 1,
            emission.destination == .everyone
        else { throw NeverHappened(what: "one fact for everyone") }
        return emission.fact
    }

    func blocked() async throws -> RequestBlocked {
        guard case .requestBlocked(let blocked) = try await decided() else { throw NeverHappened(what: "a block") }
        return blocked
    }

    func validated() async throws -> RequestValidated {
        guard case .requestValidated(let validated) = try await decided() else { throw NeverHappened(what: "a plan") }
        return validated
    }

    func failure() async throws -> Failure {
        try #require(await #expect(throws: Failure.self) { try await handle() })
    }

    /// What stands in the record of decisions.
    func decisions() async throws -> [(ritm: String, version: String, outcome: String)] {
        try await handler.store.database.query(
            "SELECT ritm, policy_version, outcome FROM policy.decisions ORDER BY ritm"
        ).map { row in (try row.decode("ritm"), try row.decode("policy_version"), try row.decode("outcome")) }
    }

    /// Reads, and the asking for tokens, are all that a validator may do to others.
    var writes: [ScriptedServer.Request] {
        servers.flatMap(\.requests).filter { request in
            request.method != "GET" && request.path != "/oauth_token.do"
                && !request.path.hasSuffix("/oauth2/v2.0/token")
        }
    }
}
