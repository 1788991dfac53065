import Domain
import Entra
import Fleet
import Foundation
import HTTP
import OrderedCollections
import ServiceNow
import SimulatorKit
import TestSupport
import Testing

@testable import EntraSimulator
@testable import Validator

/// The facts of a decision as the simulated Graph tells them, which knows its permissions, its replicas and its errors.
@Suite("What the simulated Entra says to a decision")
struct SimulatedEntraTests {
    static let tenant = "7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11"
    static let client = "3b6f2f0a-9a86-4c7e-8f39-54c0de90a001"
    static let secret = "secret-of-the-facts-~.1"
    private static let key = Result { try SigningKey() }

    static let ana = UserID("a0000000-0000-4000-8000-000000000001")!
    static let ben = UserID("a0000000-0000-4000-8000-000000000002")!
    static func group(_ number: Int) -> GroupID { GroupID("b0000000-0000-4000-8000-00000000000\(number)")! }
    /// Ana is in it by way of another one.
    static let outer = group(3)

    private static func user(_ id: UserID, _ name: String, _ more: JSONObject = [:]) -> JSONValue {
        let user: JSONObject = [
            "id": .string(id.description), "displayName": .string(name), "accountEnabled": true,
            "userPrincipalName": .string("\(name)@contoso.example"), "mail": .string("\(name)@mail.example"),
        ]
        return .object(user.merging(more) { $1 })
    }

    private static func group(_ id: GroupID, _ name: String, members: [String] = [], _ more: JSONObject = [:])
        -> JSONValue
    {
        let group: JSONObject = [
            "id": .string(id.description), "displayName": .string(name), "groupTypes": [], "securityEnabled": true,
            "mailEnabled": false, "members": .array(members.map { .string($0) }),
        ]
        return .object(group.merging(more) { $1 })
    }

    private func with(
        roles: [String] = ["GroupMember.ReadWrite.All", "User.Read.All", "Group.Read.All"],
        _ body: @escaping @Sendable (FactReader, EntraSimulator) async throws -> Void
    ) async throws {
        let seed: JSONValue = [
            "tenant": .string(Self.tenant),
            "apps": [["clientId": .string(Self.client), "secret": .string(Self.secret), "roles": .strings(roles)]],
            "users": [
                Self.user(
                    Self.ana, "ana",
                    [
                        "managerId": .string(Self.ben.description), "employeeId": "E1", "department": "Finance",
                        "employeeType": "Employee", "userType": "Member",
                    ]),
                Self.user(Self.ben, "ben", ["employeeId": "E2"]),
                Self.user(UserID("a0000000-0000-4000-8000-000000000003")!, "twin", ["employeeId": "E2"]),
            ],
            "groups": [
                Self.group(Self.group(1), "FIRST"), Self.group(Self.group(2), "INNER", members: [Self.ana.description]),
                Self.group(Self.outer, "OUTER", members: [Self.group(2).description]),
                Self.group(Self.group(4), "It's R&D"),
            ],
            "deletedGroups": [
                Self.group(
                    Self.group(5), "GONE", ["groupTypes": ["Unified"], "deletedDateTime": "2026-11-20T12:00:00Z"])
            ],
            "replication": ["replicas": 1, "lag_ms": [0, 0]],
        ]
        let simulator = try EntraSimulator(seed: seed, key: Self.key.get())
        try await SimulatorServer(simulator, logger: TestBroker.quiet).withRunning { addresses in
            let file = try TemporaryFile(Self.secret)
            let log = LogCapture()
            let configuration = EntraConfiguration(
                graphURL: addresses.http, loginURL: addresses.http, tenantID: Self.tenant, clientID: Self.client,
                credential: .secretFile(file.path))
            let http = try HTTPClient(configuration: configuration.httpClientConfiguration, logger: log.logger)
            let graph = GraphClient(configuration: configuration, http: http, logger: log.logger)
            // It is never called here.
            let serviceNow = ServiceNowClient(
                configuration: ServiceNowConfiguration(
                    url: "http://127.0.0.1:9", clientID: "none", clientSecretFile: file.path, maximumCalls: 1,
                    requestTimeout: .seconds(1)),
                http: http, now: { Samples.at })
            do {
                try await body(FactReader(serviceNow: serviceNow, graph: graph), simulator)
            } catch {
                await http.shutdown()
                throw error
            }
            await http.shutdown()
            withExtendedLifetime(file) {}
        }
    }

    private static func entitlement(_ name: String, _ id: GroupID, conflicts: [String] = []) -> Entitlement {
        Entitlement(
            name: name, group: id, groupName: name, risk: .low, owner: Samples.owner, conflictsWith: conflicts)
    }

    private static func reading(
        _ names: String, by road: IdentityRoad = .userName, for person: TicketRecord.User = user("ana", "E1")
    ) throws -> RequestReading {
        let item = CatalogItem(
            name: "Access", sysID: Samples.catalogItem, entitlementVariables: ["access"], onPartialFailure: .rollBack,
            entitlements: [
                entitlement("FIRST", group(1), conflicts: ["OUTER"]), entitlement("OUTER", outer),
                entitlement("GONE", group(5)), entitlement("It's R&D", group(6)), entitlement("NEVER", group(7)),
            ],
            requesters: RequesterRule(who: [.anyone], membersOf: [group(2)]))
        return try RequestReading(
            TicketRecord(
                ticket: Samples.ticket, isActive: true, state: "1", approval: "approved",
                catalogItem: Samples.catalogItem, requestedFor: person, openedBy: user("ana", "E1"),
                variables: ["access": names], approvals: [Samples.decision]),
            policy: Policy(catalogItems: [item], identity: road), now: Samples.at)
    }

    private static func user(_ name: String, _ number: String) -> TicketRecord.User {
        TicketRecord.User(
            sysID: SysID(name)!, userName: "\(name)@contoso.example", mail: "\(name)@mail.example",
            employeeNumber: number)
    }

    @Test(
        "who it is by each road, with their manager, and what they have by way of other groups",
        arguments: IdentityRoad.allCases)
    func people(road: IdentityRoad) async throws {
        try await with { (facts, _) async throws in
            let found = try await facts.directory(for: Self.reading("FIRST", by: road), trace: Samples.trace)
            let user = try #require(found.beneficiary.user)
            #expect(user.id == Self.ana)
            #expect(user.managerID == Self.ben)
            #expect(user.department == "Finance" && user.employeeType == "Employee" && user.userType == "Member")
            #expect(
                found.groups[Self.group(1)]
                    == .found(
                        DirectoryGroup(
                            id: Self.group(1), displayName: "FIRST", groupTypes: [], securityEnabled: true,
                            mailEnabled: false, onPremisesSyncEnabled: nil, isAssignableToRole: nil)))
            #expect(found.memberOf == [Self.outer])
            #expect(found.requesterMemberOf == [Self.group(2)])
        }
    }

    @Test("that several have an employee id, that a person has no manager, and that somebody isn't there")
    func others() async throws {
        try await with { (facts, _) async throws in
            func finding(_ name: String, _ number: String, _ road: IdentityRoad) async throws -> PersonFinding {
                let reading = try Self.reading("FIRST", by: road, for: Self.user(name, number))
                return try await facts.directory(for: reading, trace: Samples.trace).beneficiary
            }
            #expect(try await finding("ben", "E2", .employeeID) == .ambiguous(2))
            #expect(try await finding("ben", "E2", .mail).user?.managerID == nil)
            #expect(try await finding("cleo", "E9", .userName) == .missing)
            #expect(try await finding("cleo", "E9", .mail) == .missing)
            #expect(try await finding("cleo", "E' or employeeId ne 'E", .employeeID) == .missing)
        }
    }

    @Test(
        "which of the groups that are missing can be restored, was made anew, or never was", arguments: [true, false])
    func groups(mayReadDeleted: Bool) async throws {
        let roles = ["GroupMember.ReadWrite.All", "User.Read.All"] + (mayReadDeleted ? ["Group.Read.All"] : [])
        try await with(roles: roles) { (facts, _) async throws in
            let found = try await facts.directory(for: Self.reading("GONE,It's R&D,NEVER"), trace: Samples.trace)
            #expect(
                found.groups[Self.group(5)]
                    == (mayReadDeleted ? .deleted(at: Timestamp.date(of: "2026-11-20T12:00:00Z")) : .missing))
            #expect(found.groups[Self.group(6)] == .recreated(as: Self.group(4)))
            #expect(found.groups[Self.group(7)] == .missing)
        }
    }

    @Test("nothing, to an app that may not read people: that is no answer, and nobody is taken for missing")
    func unconsented() async throws {
        try await with(roles: ["GroupMember.ReadWrite.All"]) { (facts, _) async throws in
            let reading = try Self.reading("FIRST")
            let failure = await #expect(throws: Failure.self) {
                try await facts.directory(for: reading, trace: Samples.trace)
            }
            #expect(failure?.reason == .graphUnauthorized)
        }
    }
}
