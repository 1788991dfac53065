import Domain
import Fleet
import Foundation
import Logging
import OrderedCollections
import Synchronization
import TestSupport

@testable import EntraSimulator
@testable import Landfall
@testable import ServiceNowSimulator
@testable import SimulatorKit

/// Both simulators, served over HTTP, and a search that reads them. Nobody waits: the search's clock goes on by itself.
struct GapWorld: Sendable {
    /// A ticket as it stands in ServiceNow.
    struct Ticket: Sendable {
        var number: Int
        var person = 1
        var state = "3"
        var approval = "approved"
        var item = GapSamples.catalogItem
        var entitlements: String? = "READERS"
        var end: String?
        var closedDaysAgo = 10.0
        var approvedDaysAgo = 20.0
        var modificationCount = 3

        var isActive: Bool { !["3", "4", "7", "10"].contains(state) }
        var id: String { "e1\(String(repeating: "0", count: 26))\(number + 1000)" }
    }

    static let tenant = "7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11"
    static let client = "3b6f2f0a-9a86-4c7e-8f39-54c0de90a001"
    static let secret = "secret-of-the-search-~.1"
    /// What is enough.
    static let roles = ["User.Read.All", "GroupMember.Read.All"]

    let entra: EntraSimulator
    let serviceNow: ServiceNowSimulator
    let time = ManualTime(GapSamples.now)
    let pauses = Mutexed<[Duration]>([])
    let said = Mutexed<[String]>([])
    private let settings: Settings
    private let policy: TemporaryFile
    private let secretFile: TemporaryFile

    /// One key for all: making one is the slowest part of starting a simulator.
    private static let key = Result { try SigningKey() }

    /// Serves both while `body` runs.
    ///
    /// - Parameters:
    ///   - members: numbers of people who are in the group READERS.
    ///   - rules: of the ServiceNow simulator.
    ///   - roles: the app's permissions in Entra.
    ///   - more: members of Entra's seed, such as `replication`.
    static func with(
        _ tickets: [Ticket], members: [Int] = [], rules: JSONObject = [:], roles: [String] = roles,
        entra more: JSONObject = [:], _ body: @escaping @Sendable (GapWorld) async throws -> Void
    ) async throws {
        let entra = try EntraSimulator(seed: entraSeed(members, roles, more), key: key.get())
        let serviceNow = try ServiceNowSimulator(seed: serviceNowSeed(tickets, rules))
        try await SimulatorServer(entra, logger: quiet).withRunning { entraAddresses in
            try await SimulatorServer(serviceNow, logger: quiet).withRunning { addresses in
                try await body(GapWorld(entra, entraAddresses.http, serviceNow, addresses.http))
            }
        }
    }

    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private init(
        _ entra: EntraSimulator, _ entraURL: String, _ serviceNow: ServiceNowSimulator, _ serviceNowURL: String
    ) throws {
        self.entra = entra
        self.serviceNow = serviceNow
        self.policy = try TemporaryFile(Self.policyText)
        self.secretFile = try TemporaryFile(Self.secret)
        self.settings = Settings([
            "LANDFALL_SERVICENOW_URL": serviceNowURL, "LANDFALL_SERVICENOW_CLIENT_ID": "landfall",
            "LANDFALL_SERVICENOW_CLIENT_SECRET_FILE": secretFile.path, "LANDFALL_GRAPH_URL": entraURL,
            "LANDFALL_LOGIN_URL": entraURL, "LANDFALL_TENANT_ID": Self.tenant, "LANDFALL_CLIENT_ID": Self.client,
            "LANDFALL_CLIENT_SECRET_FILE": secretFile.path, "LANDFALL_POLICY_FILE": policy.path,
        ])
    }

    // MARK: - Searching

    func search(
        _ change: (inout GapSearch.Request) -> Void = { _ in },
        pause: (@Sendable (Duration) async throws -> Void)? = nil
    ) async throws -> (report: GapReport, resume: ResumeFile?) {
        var request = GapSearch.Request(
            sinceText: "90d", since: GapSamples.daysAgo(90), stalledBefore: GapSamples.daysAgo(2),
            states: .init(closedComplete: ["3"], open: ["1"]), removalItems: [], graphRate: 800)
        change(&request)
        let line = ProgressLine(isTerminal: false, now: { time.now }) { text in said.with { $0.append(text) } }
        let search = GapSearch(settings: settings, progress: line, now: { time.now }) { duration in
            pauses.with { $0.append(duration) }
            time.advance(by: duration / .seconds(1))
            try await pause?(duration)
        }
        return try await search.report(request)
    }

    /// The findings as `kind number entitlement doubt`.
    func findings(_ change: (inout GapSearch.Request) -> Void = { _ in }) async throws -> [String] {
        try await search(change).report.findings.map(Self.text)
    }

    static func text(_ finding: GapFinding) -> String {
        [finding.kind.rawValue, String(finding.ticket.number.suffix(4)), finding.doubt?.rawValue ?? ""]
            .filter { !$0.isEmpty }.joined(separator: " ")
    }

    // MARK: - Witnesses

    var writes: Int { entra.environment.journal.entries.count + serviceNow.environment.journal.entries.count }

    /// What was asked of ServiceNow, as method and table.
    var serviceNowCalls: [String] { Self.calls(serviceNow.environment) }
    /// What was asked of Graph, as method and path, those in a batch one by one.
    var graphCalls: [String] { Self.calls(entra.environment) }

    private static func calls(_ environment: SimulatorEnvironment) -> [String] {
        (environment.requests.json(after: 0).entries.array ?? []).map { entry in
            "\(entry["method"]?.string ?? "") \(entry["path"]?.string ?? "")"
        }
    }

    /// Makes somebody a member, or none, behind everybody's back.
    func change(_ person: Int, isMember: Bool) throws {
        let seed = try Self.entraSeed(isMember ? [person] : [], Self.roles, [:])
        try entra.reset(seed: seed)
    }

    /// Puts other tickets in the place of all that were there.
    func change(to tickets: [Ticket]) throws { try serviceNow.reset(seed: Self.serviceNowSeed(tickets, [:])) }

    // MARK: - Seeds

    static func userID(_ person: Int) -> String { "a0000000-0000-4000-8000-00000000\(person + 1000)" }
    static func userName(_ person: Int) -> String { "person\(person)@contoso.example" }

    private static func entraSeed(_ members: [Int], _ roles: [String], _ more: JSONObject) throws -> JSONValue {
        let people = (1...40).map { person -> JSONValue in
            [
                "id": .string(userID(person)), "displayName": .string("Person \(person)"), "accountEnabled": true,
                "userPrincipalName": .string(userName(person)),
            ]
        }
        var seed: JSONObject = [
            "tenant": .string(tenant),
            "apps": [["clientId": .string(client), "secret": .string(secret), "roles": .strings(roles)]],
            "users": .array(people),
            "groups": [
                [
                    "id": .string(GapSamples.readers.description), "displayName": "READERS", "groupTypes": [],
                    "securityEnabled": true, "mailEnabled": false,
                    "members": .strings(members.map(userID)),
                ]
            ],
        ]
        seed.merge(more) { $1 }
        return .object(seed)
    }

    private static func serviceNowSeed(_ tickets: [Ticket], _ rules: JSONObject) throws -> JSONValue {
        var options: [JSONValue] = []
        var links: [JSONValue] = []
        for ticket in tickets {
            let values = [("v1", ticket.entitlements), ("v2", ticket.end)].compactMap { id, value in
                value.map { (id, $0) }
            }
            for (id, value) in values {
                let option = "o\(ticket.number)\(id)"
                options.append(["sys_id": .string(option), "item_option_new": .string(id), "value": .string(value)])
                links.append([
                    "sys_id": .string("m\(ticket.number)\(id)"), "request_item": .string(ticket.id),
                    "sc_item_option": .string(option),
                ])
            }
        }
        return [
            "oauth": [["client_id": "landfall", "client_secret": .string(secret), "user": "svc.landfall"]],
            "users": [["user_name": "svc.landfall", "password": "x", "roles": ["itil"]]],
            "tables": [
                "sys_properties": [
                    ["name": "glide.oauth.inbound.client.credential.grant_type.enabled", "value": "true"]
                ],
                "sys_user": .array(
                    (1...40).map { person in
                        [
                            "sys_id": .string("d\(person)"), "user_name": .string(userName(person)),
                            "email": .string(userName(person)),
                        ]
                    } + [
                        ["sys_id": "d99", "user_name": "p2", "email": .string(userName(2))],
                        ["sys_id": "d98", "user_name": "", "email": ""],
                    ]),
                "item_option_new": [
                    ["sys_id": "v1", "name": "entitlement"], ["sys_id": "v2", "name": "access_until"],
                ],
                "sc_item_option": .array(options), "sc_item_option_mtom": .array(links),
                "sc_req_item": .array(tickets.map(row)),
                "sysapproval_approver": .array(tickets.filter(\.isActive).map(approval)),
            ],
            "rules": .object(rules),
        ]
    }

    private static func row(_ ticket: Ticket) -> JSONValue {
        let closed = GlideDateTime(GapSamples.daysAgo(ticket.closedDaysAgo)).text
        return [
            "sys_id": .string(ticket.id), "number": .string("RITM001\(ticket.number + 1000)"),
            "state": .string(ticket.state), "active": .string(ticket.isActive ? "true" : "false"),
            "approval": .string(ticket.approval), "cat_item": .string(ticket.item.description),
            "requested_for": .string("d\(ticket.person)"),
            "opened_at": .string(GlideDateTime(GapSamples.daysAgo(30)).text),
            "closed_at": .string(ticket.isActive ? "" : closed), "sys_updated_on": .string(closed),
            "sys_mod_count": .string(String(ticket.modificationCount)),
        ]
    }

    private static func approval(_ ticket: Ticket) -> JSONValue {
        [
            "sysapproval": .string(ticket.id), "state": "approved", "approver": "d1",
            "sys_updated_on": .string(GlideDateTime(GapSamples.daysAgo(ticket.approvedDaysAgo)).text),
        ]
    }

    private static let policyText = """
        version: 1
        catalog_items:
          - name: Application access
            sys_id: \(GapSamples.catalogItem)
            entitlement_variables: [entitlement]
            on_partial_failure: roll_back
            entitlements: &list
              - name: READERS
                group: \(GapSamples.readers)
                group_name: READERS
                risk: low
                owner: {name: Owners, assignment_group: d2}
              - name: GONE
                group: \(GapSamples.admins)
                group_name: GONE
                risk: low
                owner: {name: Owners, assignment_group: d2}
          - name: Access for a time
            sys_id: \(GapSamples.timedItem)
            entitlement_variables: [entitlement]
            end_variable: access_until
            on_partial_failure: roll_back
            entitlements: *list
        """
}

/// A value that several tasks change.
final class Mutexed<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    var value: Value { mutex.withLock { $0 } }

    func with(_ body: @Sendable (inout Value) -> Void) { mutex.withLock { body(&$0) } }
}
