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

/// A validator's parts around a scripted ServiceNow, a scripted Graph and a database of its own.
struct Bench {
    let instance: ScriptedInstance
    let directory: ScriptedDirectory
    let servers: [ScriptedServer]
    let handler: RequestHandler
    let log: LogCapture

    static let owner = "d0000000000000000000000000000001"
    static let thirdGroup = GroupID("b0000000-0000-4000-8000-000000000003")!
    /// How long Entra may not show what has landed.
    static let lag = Duration.seconds(900)

    /// - Parameters:
    ///   - end: more keys of the item, such as `end_variable: access_until`.
    ///   - first: more keys of the first entitlement.
    ///   - top: more keys of the policy.
    static func policy(
        risk: Risk = .low, note: String = "", end: String = "", first: String = "", top: String = ""
    ) throws -> PolicyFile {
        let text = """
            # \(note)
            version: 1
            \(top)
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
                    owner: { name: Finance applications, assignment_group: \(owner), group: \(ScriptedDirectory.owners) }
                    \(first)
                  - name: second
                    group: \(Samples.otherGroup)
                    group_name: APP-GROUP-2
                    risk: \(risk.rawValue)
                    owner: { name: Finance applications, assignment_group: \(owner), group: \(ScriptedDirectory.owners) }
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
                    let store = DecisionStore(database: database)
                    let handler = RequestHandler(
                        policies: PolicySource(fixed: policy, logger: log.logger),
                        facts: FactReader(serviceNow: serviceNow, graph: graph), store: store,
                        underWay: UnderWayStore(database: store.database, lag: lag), now: { Samples.at })
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

    /// The same validator with another policy in force, or at another moment.
    func under(_ policy: PolicyFile? = nil, at now: Date? = nil) -> Bench {
        let time = now ?? handler.now()
        let handler = RequestHandler(
            policies: policy.map { PolicySource(fixed: $0, logger: log.logger) } ?? handler.policies,
            facts: handler.facts, store: handler.store, underWay: handler.underWay, now: { time })
        return Bench(instance: instance, directory: directory, servers: servers, handler: handler, log: log)
    }

    @discardableResult
    func handle(_ fact: Fact = .requestReceived(RequestReceived(ticket: Samples.ticket))) async throws -> StageOutcome {
        try await handler.handle(
            Samples.event(fact),
            context: HandlingContext(attempt: 1, trace: Samples.trace, body: [], logger: log.logger))
    }

    /// The one fact that comes of a request.
    func decided(_ ticket: Ticket = Samples.ticket) async throws -> Fact {
        guard case .done(let emissions) = try await handle(.requestReceived(RequestReceived(ticket: ticket))),
            let emission = emissions.first, emissions.count == 1, emission.destination == .everyone
        else { throw NeverHappened(what: "one fact for everyone") }
        return emission.fact
    }

    func blocked(_ ticket: Ticket = Samples.ticket) async throws -> RequestBlocked {
        guard case .requestBlocked(let blocked) = try await decided(ticket) else {
            throw NeverHappened(what: "a block")
        }
        return blocked
    }

    func validated(_ ticket: Ticket = Samples.ticket) async throws -> RequestValidated {
        guard case .requestValidated(let validated) = try await decided(ticket) else {
            throw NeverHappened(what: "a plan")
        }
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
                && !request.path.hasSuffix("/oauth2/v2.0/token") && !ScriptedDirectory.isRead(request)
        }
    }
}
