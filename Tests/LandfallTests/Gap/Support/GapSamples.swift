import Domain
import Foundation
import ServiceNow
import TestSupport

@testable import Landfall

/// Values that the tests of the search for gaps are made of.
enum GapSamples {
    /// A Friday, at noon.
    static let now = Date(timeIntervalSince1970: 1_795_780_800)
    static let catalogItem = SysID("c1000000000000000000000000000001")!
    static let timedItem = SysID("c1000000000000000000000000000004")!
    static let removalItem = SysID("c9000000000000000000000000000009")!
    static let readers = GroupID("b0000000-0000-4000-8000-000000000001")!
    static let admins = GroupID("b0000000-0000-4000-8000-000000000002")!
    static let binding = GapScope.Binding(
        since: "90d", policy: String(repeating: "ab", count: 32), instance: "https://example.service-now.com",
        tenant: "contoso.example", states: .init(closedComplete: ["3"], open: ["1"]), removalItems: [removalItem])
    static let scope = GapScope(binding, since: daysAgo(90), policy: policy)

    static func daysAgo(_ days: Double) -> Date { now - days * 86_400 }

    static let policy = Policy(catalogItems: [
        CatalogItem(
            name: "Application access", sysID: catalogItem, entitlementVariables: ["entitlement", "entitlements"],
            onPartialFailure: .rollBack, entitlements: [entitlement("READERS", readers), entitlement("ADMINS", admins)]),
        CatalogItem(
            name: "Access for a time", sysID: timedItem, entitlementVariables: ["entitlement"],
            onPartialFailure: .rollBack, entitlements: [entitlement("READERS", readers)], endVariable: "access_until",
            maximumDays: 30),
    ])

    private static func entitlement(_ name: String, _ group: GroupID) -> Entitlement {
        Entitlement(name: name, group: group, groupName: name, risk: .low, owner: Samples.owner)
    }

    /// A ticket for one entitlement, READERS, closed as complete.
    static func ticket(
        _ number: Int, closed days: Double = 10, end: Double? = nil, isMember: Bool? = false, isRemoval: Bool = false,
        group: GroupID = readers, person: String = "ana@contoso.example"
    ) -> AccessTicket {
        AccessTicket(
            id: SysID("e\(number)")!, number: "RITM001000\(number)", modificationCount: 3, item: "Application access",
            standing: .fulfilled(at: daysAgo(days)), isRemoval: isRemoval, person: person, user: Samples.user,
            access: [.init(entitlement: "READERS", group: group, isMember: isMember)], end: end.map { daysAgo($0) })
    }

    static func finding(
        _ kind: GapFinding.Kind, _ number: Int = 1, person: String = "ana@contoso.example",
        entitlement: String = "READERS", detail: String = "The person is not in the group.", doubt: Doubt.Code? = nil
    ) -> GapFinding {
        let ticket = ticket(number, person: person)
        return GapFinding(
            kind: kind, ticket: ticket, access: ticket.access.first, entitlement: entitlement, at: daysAgo(10),
            detail: detail, doubt: doubt)
    }

    static func report(_ findings: [GapFinding], reading: GapReading = GapReading()) -> GapReport {
        GapReport(
            reading, findings, scope: scope, madeAt: now,
            calls: .init(serviceNow: 310, graph: 750, resourceUnits: 25_000), took: .seconds(412))
    }
}
