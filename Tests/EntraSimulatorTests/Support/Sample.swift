import OrderedCollections
import SimulatorKit

@testable import EntraSimulator

/// The small tenant that the tests work with.
enum Sample {
    static let tenant = "7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11"
    static let client = "3b6f2f0a-9a86-4c7e-8f39-54c0de90a001"
    static let secret = "sample-secret-~.1"
    static let roles = ["GroupMember.ReadWrite.All", "User.Read.All"]

    static let ana = user(1)
    static let ben = user(2)
    static let cleo = user(3)
    static let plain = group(1)
    static let dynamic = group(2)
    static let synced = group(3)
    static let mailEnabled = group(4)
    static let roleAssignable = group(5)
    static let unified = group(6)
    static let limited = group(7)
    static let restricted = group(8)
    static let nesting = group(9)
    static let deleted = group(10)
    static let missing = "e0000000-0000-4000-8000-000000000009"

    static func user(_ number: Int) -> String { "a0000000-0000-4000-8000-\(padded(number))" }
    static func group(_ number: Int) -> String { "b0000000-0000-4000-8000-\(padded(number))" }
    static func id(_ text: String) -> ObjectID { ObjectID(text) ?? Self.id(missing) }

    private static func padded(_ number: Int) -> String {
        String(repeating: "0", count: 12 - String(number).count) + String(number)
    }

    static func person(
        _ number: Int, _ name: String, isEnabled: Bool = true, department: String = "Finance", manager: String? = nil
    ) -> JSONValue {
        [
            "id": .string(user(number)), "displayName": .string(name),
            "userPrincipalName": .string("\(name.lowercased())@contoso.example"), "accountEnabled": .bool(isEnabled),
            "department": .string(department), "employeeType": "Employee", "managerId": .optional(manager),
        ]
    }

    static func group(_ number: Int, _ name: String, members: [String] = [], _ more: JSONObject = [:]) -> JSONValue {
        var group: JSONObject = [
            "id": .string(group(number)), "displayName": .string(name), "groupTypes": [], "securityEnabled": true,
            "mailEnabled": false, "members": .strings(members),
        ]
        group.merge(more) { $1 }
        return .object(group)
    }

    /// Ana (whose manager is Ben), Ben and Cleo, and a group of every kind; Ben is in all of them.
    static func seed(roles: [String] = roles, _ more: JSONObject = [:]) -> JSONValue {
        var seed: JSONObject = [
            "tenant": .string(tenant),
            "apps": [
                [
                    "clientId": .string(client), "secret": .string(secret), "roles": .strings(roles),
                    "redirectUris": ["http://localhost:8403/callback"],
                ]
            ],
            "users": [person(1, "Ana", manager: ben), person(2, "Ben"), person(3, "Cleo", isEnabled: false)],
            "groups": [
                group(1, "PLAIN", members: [ben]),
                group(
                    2, "DYNAMIC", members: [ben],
                    ["groupTypes": ["DynamicMembership"], "membershipRule": "user.department -eq \"Finance\""]),
                group(3, "SYNCED", members: [ben], ["onPremisesSyncEnabled": true]),
                group(4, "MAIL", members: [ben], ["mailEnabled": true]),
                group(5, "ROLE", members: [ben], ["isAssignableToRole": true]),
                group(6, "UNIFIED", members: [ben], ["groupTypes": ["Unified"], "mailEnabled": true]),
                group(7, "LIMITED", members: [ben], ["memberQuota": 2]),
                group(8, "RESTRICTED", members: [ben], ["isManagementRestricted": true]),
                group(9, "NESTING", members: [group(1)]),
            ],
            "deletedGroups": [group(10, "GONE", ["deletedDateTime": "2026-01-10T12:00:00Z"])],
        ]
        seed.merge(more) { $1 }
        return .object(seed)
    }

    /// As many people as asked for, in addition to the three.
    static func crowd(_ count: Int) -> JSONObject {
        let people = (0..<count).map { person(100 + $0, "P\($0)") }
        return ["users": .array((seed()["users"]?.array ?? []) + people)]
    }
}
