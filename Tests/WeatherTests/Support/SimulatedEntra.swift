import Domain
import Foundation
import HTTPTypes
import OrderedCollections
import Synchronization
import TestSupport

@testable import EntraSimulator
@testable import SimulatorKit

/// The simulated Entra and Graph, served over HTTP, with its witnesses and its controls.
struct SimulatedEntra: Sendable {
    static let tenant = "7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11"
    static let client = "3b6f2f0a-9a86-4c7e-8f39-54c0de90a001"
    static let secret = "secret-of-the-weather-~.1"
    static let roles = ["GroupMember.ReadWrite.All", "User.Read.All"]
    private static let administrator = "3b6f2f0a-9a86-4c7e-8f39-54c0de90a002"

    let simulator: EntraSimulator
    let url: String

    /// One key for all: making one is the slowest part of starting a simulator.
    private static let key = Result { try SigningKey() }

    /// Serves it while `body` runs.
    ///
    /// - Parameter more: members of the seed, such as `replication`.
    static func with(
        _ orders: [Order], _ more: JSONObject = [:], _ body: @escaping @Sendable (SimulatedEntra) async throws -> Void
    ) async throws {
        let simulator = try EntraSimulator(seed: seed(orders, more), key: key.get())
        try await SimulatorServer(simulator, logger: TestBroker.quiet).withRunning { addresses in
            try await body(SimulatedEntra(simulator: simulator, url: addresses.http))
        }
    }

    private static func seed(_ orders: [Order], _ more: JSONObject) -> JSONValue {
        let people = Set(orders.map(\.person.id.description)).sorted()
        var seed: JSONObject = [
            "tenant": .string(tenant),
            "apps": [
                ["clientId": .string(client), "secret": .string(secret), "roles": .strings(roles)],
                [
                    "clientId": .string(administrator), "secret": .string(secret),
                    "roles": ["Group.ReadWrite.All", "User.ReadWrite.All"],
                ],
            ],
            "users": .array(
                people.map { id in
                    [
                        "id": .string(id), "displayName": .string(id), "accountEnabled": true,
                        "userPrincipalName": .string("\(id)@contoso.example"),
                    ]
                }),
            "groups": .array(
                orders.flatMap { order in
                    order.groups.map { group in
                        [
                            "id": .string(group.description), "displayName": .string("APP-\(group)"),
                            "groupTypes": [], "securityEnabled": true, "mailEnabled": false,
                            "members": order.wasMember ? [.string(order.person.id.description)] : [],
                        ]
                    }
                }),
        ]
        seed.merge(more) { $1 }
        return .object(seed)
    }

    // MARK: - Witnesses

    /// The changes of memberships that took effect, in order.
    var writes: [EntraWrite] { simulator.environment.journal.entries.compactMap(EntraWrite.init) }

    func writes(of order: Order) -> [EntraWrite] {
        writes.filter { $0.user == order.person.id.description }
    }

    /// Whether somebody is in a group, by the primary.
    func isMember(_ user: UserID, of group: GroupID) -> Bool {
        guard let user = ObjectID(user.description), let group = ObjectID(group.description) else { return false }
        return simulator.tenant.withLock { $0.replicas.primary.groups[group]?.members.contains(user) ?? false }
    }

    struct Call: Sendable {
        let method: String
        let path: String
        /// Nil while it is under way, or when its connection was closed.
        let status: Int?
        let isClosed: Bool
    }

    /// Every call so far, in order; those in a batch one by one.
    var calls: [Call] {
        (simulator.environment.requests.json(after: 0).entries.array ?? []).map { entry in
            Call(
                method: entry["method"]?.string ?? "", path: entry["path"]?.string ?? "",
                status: entry["status"]?.integer, isClosed: entry["closed"]?.bool ?? false)
        }
    }

    /// How many tokens were asked for.
    var tokenCalls: Int { calls.count { $0.path.hasSuffix("/token") } }

    func calls(_ method: String, about group: GroupID) -> [Call] {
        calls.filter { $0.method == method && $0.path.contains(group.description) }
    }

    /// Returns when a call has come, and hasn't been answered.
    func underWay(_ method: String, about group: GroupID) async throws {
        try await waitUntil("\(method) about \(group) being under way") {
            calls(method, about: group).contains { $0.status == nil && !$0.isClosed }
        }
    }

    // MARK: - Controls

    /// Rules in place of all that were there.
    func misbehave(_ rules: [FaultRuleText]) throws {
        try simulator.environment.faults.replaceRules(.array(rules.map(\.json)))
    }

    func deleteGroup(_ group: GroupID) async throws { try await administer(.delete, "/groups/\(group)") }

    func deletePerson(_ person: UserID) async throws { try await administer(.delete, "/users/\(person)") }

    /// Somebody else adds an order's person to its first group, or removes them from it.
    func changeOutside(_ order: Order, _ action: MembershipAction) async throws {
        let members = "/groups/\(order.groups[0])/members"
        switch action {
        case .add:
            let person = "https://graph.microsoft.com/v1.0/directoryObjects/\(order.person.id)"
            try await administer(.post, "\(members)/$ref", ["@odata.id": .string(person)])
        case .remove: try await administer(.delete, "\(members)/\(order.person.id)/$ref")
        }
    }

    func disable(_ person: UserID) async throws {
        try await administer(.patch, "/users/\(person)", ["accountEnabled": false])
    }

    /// Changes what Landfall's app may do from its next token on.
    func consent(to roles: [String]) async throws { try await changeApp(["roles": .strings(roles)]) }

    /// Ends the tokens that Landfall's app has.
    func revokeTokens() async throws { try await changeApp(["revokeTokens": true]) }

    private func changeApp(_ change: JSONValue) async throws {
        let request = SimulatorRequest(
            method: .post, target: "/_sim/apps/\(Self.client)", body: change.serialized, receivedAt: Date())
        let answer = await simulator.control(request)
        guard answer?.status == .noContent else { throw NeverHappened(what: "a change of the app") }
    }

    /// As somebody else who may do that, past the fault rules.
    private func administer(_ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil) async throws {
        let form =
            "grant_type=client_credentials&client_id=\(Self.administrator)&client_secret=\(Self.secret)"
            + "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"
        let login = await simulator.respond(
            to: SimulatorRequest(
                method: .post, target: "/\(Self.tenant)/oauth2/v2.0/token",
                headers: [.contentType: "application/x-www-form-urlencoded"], body: Array(form.utf8),
                receivedAt: Date()))
        let token = try JSONValue(parsing: login.body)["access_token"]?.string ?? ""
        let answer = await simulator.respond(
            to: SimulatorRequest(
                method: method, target: "/v1.0\(path)",
                headers: [.authorization: "Bearer \(token)", .contentType: "application/json"],
                body: body?.serialized ?? [], receivedAt: Date()))
        guard answer.status == .noContent else {
            throw NeverHappened(
                what: "\(method) \(path): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        }
    }
}

/// "When a request like this comes, the nth time, do that", as `POST /_sim/faults` takes it.
struct FaultRuleText: Sendable {
    var method: String?
    /// A regular expression.
    var path: String
    /// Nil: every time.
    var nth: Int?
    var act: JSONValue

    init(_ method: String?, _ path: String, nth: Int? = nil, _ act: JSONValue) {
        self.method = method
        self.path = path
        self.nth = nth
        self.act = act
    }

    /// Calls to change the members of a group.
    static func write(_ order: Order, _ index: Int = 0, nth: Int? = nil, _ act: JSONValue) -> FaultRuleText {
        let key = order.keys[index]
        return FaultRuleText(
            key.action == .add ? "POST" : "DELETE", "^/v1\\.0/groups/\(key.group)/members/", nth: nth, act)
    }

    /// Questions about the members of a group.
    static func read(_ order: Order, _ index: Int = 0, nth: Int? = nil, _ act: JSONValue) -> FaultRuleText {
        FaultRuleText("GET", "^/v1\\.0/groups/\(order.groups[index])/members", nth: nth, act)
    }

    var json: JSONValue {
        var match: JSONObject = ["path": .string(path)]
        if let method { match["method"] = .string(method) }
        return [
            "match": .object(match), "nth": nth.map { .integer($0) } ?? "every", "act": act,
        ]
    }
}
