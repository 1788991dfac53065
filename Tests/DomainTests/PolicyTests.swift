import Domain
import Foundation
import Testing

@Suite("What the policy says")
struct PolicyTests {
    static let readers = Entitlement(
        name: "fin-readers", group: Samples.group, groupName: "APP-FIN-READERS", risk: .low, owner: Samples.owner)
    static let writers = Entitlement(
        name: "fin-writers", group: Samples.otherGroup, groupName: "APP-FIN-WRITERS", risk: .high,
        owner: Entitlement.Owner(
            name: "Writers' owners", assignmentGroup: SysID("w")!,
            group: GroupID("b9000000-0000-4000-8000-000000000001")!))
    static let item = CatalogItem(
        name: "Finance access", sysID: SysID("item1")!, entitlementVariables: ["access", "more_access"],
        onPartialFailure: .keep, entitlements: [readers, writers])
    static let policy = Policy(catalogItems: [item])
    static let user = DirectoryUser(
        id: Samples.user, userPrincipalName: "ana@contoso.example", displayName: "Ana", accountEnabled: true)

    static func group(_ entitlement: Entitlement, _ change: (inout DirectoryGroup) -> Void = { _ in }) -> DirectoryGroup
    {
        var group = DirectoryGroup(
            id: entitlement.group, displayName: entitlement.groupName, groupTypes: [], securityEnabled: true,
            mailEnabled: false, onPremisesSyncEnabled: nil, isAssignableToRole: nil)
        change(&group)
        return group
    }

    // MARK: - What an item says

    /// The plan of an item, as it is read from a policy.
    private static func plan(by item: CatalogItem) throws -> Plan? {
        let read = try JSONDecoder().decode(CatalogItem.self, from: JSONEncoder().encode(item))
        #expect(read == item)
        return Inquiry().with { $0.item = read }.plan
    }

    @Test("a plan says by what its ticket is closed, as the item does", arguments: Fulfilment.allCases)
    func fulfilment(_ fulfilment: Fulfilment) throws {
        var item = Self.item
        item.fulfilment = fulfilment
        #expect(try Self.plan(by: item)?.fulfilment == fulfilment)
    }

    @Test("an item's rules for what fails in part and what is withdrawn stand in the plan")
    func rules() throws {
        for rule in [nil, PartialFailureRule.rollBack, .keep] {
            var item = Self.item
            item.onWithdrawal = rule
            item.onPartialFailure = rule ?? .keep
            #expect(try Self.plan(by: item)?.onWithdrawal == rule ?? .rollBack)
            #expect(try Self.plan(by: item)?.onPartialFailure == rule ?? .keep)
        }
    }

    @Test(
        "what is done about access that was removed outside is read with the policy, and stands in the plan",
        arguments: DriftResponse.allCases)
    func onDrift(_ response: DriftResponse) throws {
        var item = Self.item
        item.onDrift = response
        #expect(try Self.plan(by: item)?.onDrift == response)
    }

    // MARK: - Groups

    static let groups: [(String, Reason?, @Sendable (inout DirectoryGroup) -> Void)] = [
        ("plain security", nil, { _ in }),
        ("Microsoft 365", nil, { ($0.groupTypes, $0.securityEnabled, $0.mailEnabled) = (["Unified"], false, true) }),
        ("Microsoft 365, security", nil, { ($0.groupTypes, $0.mailEnabled) = (["Unified"], true) }),
        ("was synced once", nil, { $0.onPremisesSyncEnabled = false }),
        ("not assignable to roles", nil, { $0.isAssignableToRole = false }),
        ("dynamic", .directoryGroupDynamic, { $0.groupTypes = ["DynamicMembership"] }),
        ("dynamic Microsoft 365", .directoryGroupDynamic, { $0.groupTypes = ["Unified", "DynamicMembership"] }),
        ("synced", .directoryGroupSynced, { $0.onPremisesSyncEnabled = true }),
        ("mail-enabled security", .directoryGroupMailEnabled, { $0.mailEnabled = true }),
        ("distribution list", .directoryGroupMailEnabled, { ($0.mailEnabled, $0.securityEnabled) = (true, false) }),
        ("neither mail nor security", .directoryGroupMailEnabled, { $0.securityEnabled = false }),
        (
            "synced distribution list", .directoryGroupSynced,
            { ($0.mailEnabled, $0.onPremisesSyncEnabled) = (true, true) }
        ),
        ("role-assignable", .directoryGroupRoleAssignable, { $0.isAssignableToRole = true }),
    ]

    @Test("which groups Graph can change", arguments: groups.indices)
    func obstacles(_ index: Int) {
        let (name, obstacle, change) = Self.groups[index]
        #expect(Self.group(Self.readers, change).obstacle == obstacle, "\(name)")
        let inquiry = Inquiry().with { $0.facts.groups[Samples.group] = .found(Self.group(Self.readers, change)) }
        #expect(inquiry.reason == obstacle, "\(name)")
        #expect(inquiry.block?.owner == (obstacle == nil ? nil : Inquiry.readers.owner))
    }

    // MARK: - What is asked for

    static let selections: [([String: String], [String])] = [
        (["access": "fin-readers"], ["fin-readers"]),
        (["access": "fin-writers,fin-readers"], ["fin-writers", "fin-readers"]),
        (["more_access": "fin-readers", "access": "fin-writers"], ["fin-writers", "fin-readers"]),
        (["access": "fin-readers,fin-readers", "more_access": "fin-readers"], ["fin-readers"]),
        (["access": " fin-readers ,, \t,\nfin-writers,"], ["fin-readers", "fin-writers"]),
        (["access": "", "more_access": "fin-readers", "other": "no-such"], ["fin-readers"]),
    ]

    @Test("a request names entitlements in its item's variables, in order, each once", arguments: selections)
    func selected(_ variables: [String: String], _ names: [String]) throws {
        #expect(try EntitlementSelection.entitlements(of: Self.item, variables: variables).map(\.name) == names)
    }

    @Test(
        "a request that names nothing is refused, never read as “all” or “none”",
        arguments: [[:], ["access": ""], ["access": " , ,"], ["other": "fin-readers"], ["Access": "fin-readers"]])
    func nothingSelected(_ variables: [String: String]) {
        let failure = #expect(throws: Failure.self) {
            try EntitlementSelection.entitlements(of: Self.item, variables: variables)
        }
        #expect(failure?.reason == .policyNothingRequested)
        #expect(failure?.detail.contains("access, more_access") == true)
    }

    @Test(
        "one unknown value refuses the whole request, and it is named",
        arguments: [
            "fin-owners", "fin-readers,fin-owners", "FIN-READERS", "fin-readers;fin-writers", "fin readers", "*",
            "fin-readers\u{200B}",
        ])
    func unknown(_ value: String) {
        let failure = #expect(throws: Failure.self) {
            try EntitlementSelection.entitlements(of: Self.item, variables: ["access": value])
        }
        #expect(failure?.reason == .policyNotAllowlisted)
        #expect(failure?.detail.hasSuffix("is not on the list of Finance access") == true)
    }

    @Test("a huge value is refused at once, in a message of bounded length", .timeLimit(.minutes(1)))
    func huge() {
        let value = (0..<200_000).map { "no-such-\($0)" }.joined(separator: ",")
        let failure = #expect(throws: Failure.self) {
            try EntitlementSelection.entitlements(of: Self.item, variables: ["access": value])
        }
        #expect(failure?.reason == .policyNotAllowlisted)
        #expect((failure?.detail.utf8.count ?? .max) < 4_000)
        #expect(failure?.detail.hasSuffix("is not on the list of Finance access") == true)
    }

    // MARK: - The policy itself

    @Test("items and entitlements are found by their exact names")
    func lookup() {
        #expect(Self.policy[SysID("item1")!] == Self.item)
        #expect(Self.policy[SysID("Item1")!] == nil)
        #expect(Self.item["fin-readers"] == Self.readers)
        #expect(Self.item["Fin-Readers"] == nil)
    }

    @Test("a policy is read back as it was")
    func roundTrip() throws {
        #expect(try JSONDecoder().decode(Policy.self, from: JSONEncoder().encode(Self.policy)) == Self.policy)
    }

    @Test("a good policy has no problem")
    func good() {
        #expect(Self.policy.problems().isEmpty)
    }

    static let problems: [(String, @Sendable (inout Policy) -> Void)] = [
        ("version: ", { $0.version = 2 }),
        ("catalog_items: ", { $0.catalogItems = [] }),
        ("catalog_items[1].sys_id: ", { $0.catalogItems.append($0.catalogItems[0]) }),
        ("catalog_items[0].name: ", { $0.catalogItems[0].name = "" }),
        ("catalog_items[0].entitlement_variables: ", { $0.catalogItems[0].entitlementVariables = [] }),
        ("catalog_items[0].entitlement_variables[1]: ", { $0.catalogItems[0].entitlementVariables[1] = "" }),
        ("catalog_items[0].entitlement_variables[1]: ", { $0.catalogItems[0].entitlementVariables[1] = "access" }),
        ("catalog_items[0].entitlements: ", { $0.catalogItems[0].entitlements = [] }),
        ("catalog_items[0].entitlements[1].name: ", { $0.catalogItems[0].entitlements[1].name = "fin-readers" }),
        ("catalog_items[0].entitlements[1].name: ", { $0.catalogItems[0].entitlements[1].name = "" }),
        ("catalog_items[0].entitlements[1].name: ", { $0.catalogItems[0].entitlements[1].name = "a,b" }),
        ("catalog_items[0].entitlements[1].name: ", { $0.catalogItems[0].entitlements[1].name = " fin-writers" }),
        ("catalog_items[0].entitlements[1].name: ", { $0.catalogItems[0].entitlements[1].name = "fin-writers\n" }),
        ("catalog_items[0].entitlements[1].group: ", { $0.catalogItems[0].entitlements[1].group = Samples.group }),
        ("catalog_items[0].entitlements[1].group_name: ", { $0.catalogItems[0].entitlements[1].groupName = "" }),
        ("catalog_items[0].entitlements[1].owner.name: ", { $0.catalogItems[0].entitlements[1].owner.name = "" }),
    ]

    @Test("whatever makes no sense is named by its place, and nothing else is", arguments: problems.indices)
    func problem(_ index: Int) throws {
        let (path, change) = Self.problems[index]
        var policy = Self.policy
        change(&policy)
        let found = policy.problems()
        #expect(found.count == 1)
        #expect(try #require(found.first).description.hasPrefix(path), "\(found)")
    }

    @Test("all problems are found at once")
    func several() {
        var policy = Self.policy
        policy.version = 0
        policy.catalogItems[0].entitlementVariables = []
        policy.catalogItems[0].entitlements[0].groupName = ""
        #expect(policy.problems().count == 3)
    }
}
