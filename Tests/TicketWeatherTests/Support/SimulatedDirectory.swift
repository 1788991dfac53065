import OrderedCollections
import SimulatorKit
import TestSupport

@testable import EntraSimulator

/// The simulated Entra and Graph, which do as they are told here: the weather is ServiceNow's.
struct SimulatedDirectory: Sendable {
    static let tenant = "7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11"
    static let client = "3b6f2f0a-9a86-4c7e-8f39-54c0de90a001"
    static let secret = "secret-of-the-directory-~.1"

    /// Entitlements, named as their groups are.
    static let plain = "APP-PLAIN"
    static let refusing = "APP-REFUSING"
    static let dynamic = "APP-DYNAMIC"
    /// In the order in which a run begins them.
    static let groups = [
        (name: plain, id: "b0000000-0000-4000-8000-000000000001"),
        (name: refusing, id: "b0000000-0000-4000-8000-000000000002"),
        (name: dynamic, id: "b0000000-0000-4000-8000-000000000003"),
    ]

    let simulator: EntraSimulator
    let url: String

    /// Serves it while `body` runs.
    static func with(
        _ tickets: [WeatherTicket], _ body: @escaping @Sendable (SimulatedDirectory) async throws -> Void
    ) async throws {
        let simulator = try EntraSimulator(seed: seed(tickets), key: SigningKey())
        try await SimulatorServer(simulator, logger: TestBroker.quiet).withRunning { addresses in
            try await body(SimulatedDirectory(simulator: simulator, url: addresses.http))
        }
    }

    /// What was done to a ticket's person, in order.
    func effects(on ticket: WeatherTicket) -> [String] {
        simulator.environment.journal.entries.filter { $0.details["member_id"]?.string == ticket.personID }
            .map(\.effect)
    }

    private static func seed(_ tickets: [WeatherTicket]) -> JSONValue {
        [
            "tenant": .string(tenant),
            "apps": [
                [
                    "clientId": .string(client), "secret": .string(secret),
                    "roles": ["GroupMember.ReadWrite.All", "User.Read.All"],
                ]
            ],
            "users": .array(
                tickets.map { ticket in
                    [
                        "id": .string(ticket.personID), "displayName": .string(ticket.person), "accountEnabled": true,
                        "userPrincipalName": .string(ticket.person),
                    ]
                }),
            "groups": .array(
                groups.map { group in
                    [
                        "id": .string(group.id), "displayName": .string(group.name), "securityEnabled": true,
                        "mailEnabled": false, "isManagementRestricted": .bool(group.name == refusing),
                        "groupTypes": group.name == dynamic ? ["DynamicMembership"] : [],
                        "membershipRule": group.name == dynamic ? "(user.department -eq \"Finance\")" : .null,
                    ]
                }),
            "replication": ["replicas": 1, "lag_ms": [0, 0]],
        ]
    }

    /// The policy: JSON is YAML as well.
    static var policy: String {
        let entitlements = groups.map { group in
            """
            {"name":"\(group.name)","group":"\(group.id)","group_name":"\(group.name)","risk":"low",
             "owner":{"name":"Owners","assignment_group":"\(SimulatedServiceNow.group)"}}
            """
        }
        return """
            {"version":1,"catalog_items":[{"name":"Application access","sys_id":"\(SimulatedServiceNow.catalogueItem)",
             "entitlement_variables":["\(SimulatedServiceNow.variable)"],"on_partial_failure":"roll_back",
             "entitlements":[\(entitlements.joined(separator: ","))]}]}
            """
    }
}
