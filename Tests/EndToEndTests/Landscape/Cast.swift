import Foundation

/// Who and what exists in a landscape, the same in Entra, ServiceNow and the policy.
enum Cast {
    static let tenant = "7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11"
    static let clientID = "3b6f2f0a-9a86-4c7e-8f39-54c0de90a001"

    /// Somebody who asks for access.
    struct Person: Sendable, Hashable {
        let number: Int

        var objectID: String { "a0000000-0000-4000-8000-" + padded(number, to: 12) }
        var sysID: String { "d1" + padded(number, to: 30) }
        var name: String { "Person \(number)" }
        var userPrincipalName: String { "person-\(number)@contoso.example" }
    }

    /// A person whom ServiceNow knows and Entra does not.
    static let stranger = Person(number: 999_999)

    /// The one who approves.
    static let approver = Person(number: 0)

    /// Something that can be asked for.
    struct Entitlement: Sendable, Hashable {
        let name: String
        let group: String
    }

    static let readers = Entitlement(name: "APP-LEDGER-READERS", group: "b0000000-0000-4000-8000-000000000001")
    /// Its group is gone from Entra.
    static let legacy = Entitlement(name: "APP-LEGACY-CRM", group: "b0000000-0000-4000-8000-0000000000ff")
    static let reports = Entitlement(name: "APP-LEDGER-REPORTS", group: "b0000000-0000-4000-8000-000000000002")
    /// Its group has as many members as it may have: it refuses whoever is added.
    static let seats = Entitlement(name: "APP-LEDGER-SEATS", group: "b0000000-0000-4000-8000-000000000003")

    /// A group of Entra as it is in the beginning, and what the policy says of it.
    struct Group: Sendable, Hashable {
        let entitlement: Entitlement
        var risk = "low"
        /// Entra has no such group.
        var isMissing = false
        var isDynamic = false
        /// In an administrative unit with restricted management: Graph refuses every change of its members.
        var isManagementRestricted = false
        var members: [Person] = []
        /// How many members it takes.
        var memberQuota: Int?
    }

    static let groups = [
        Group(entitlement: readers), Group(entitlement: legacy, isMissing: true), Group(entitlement: reports),
        Group(entitlement: seats, members: [approver], memberQuota: 1),
    ]

    static let catalogueItem = "e0000000000000000000000000000001"
    /// For one entitlement.
    static let variable = "entitlement"
    /// For several: a list collector.
    static let listVariable = "entitlements"
    /// When the access ends: a date and a time.
    static let endVariable = "access_until"
    static let owners = "f0000000000000000000000000000001"

    private static func padded(_ number: Int, to length: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: length - digits.count) + digits
    }
}
