import Domain

/// What tickets of a catalogue item grant, or take away.
struct AccessRules: Hashable, Sendable {
    var name: String
    var isRemoval: Bool
    var entitlementVariables: [String]
    /// The groups that stand behind an entitlement.
    var groups: [String: [GroupID]]
    /// The policy's rules of an item whose access ends.
    var ending: CatalogItem?

    /// The variables that decide.
    var variables: [String] { entitlementVariables + [ending?.endVariable].compactMap(\.self) }

    /// An item of the policy, which grants.
    init(_ item: CatalogItem) {
        self.name = item.name
        self.isRemoval = false
        self.entitlementVariables = item.entitlementVariables
        self.groups = Dictionary(item.entitlements.map { ($0.name, [$0.group]) }) { first, _ in first }
        self.ending = item.endVariable == nil ? nil : item
    }

    /// An item that takes away what it names, by the names and variables of the whole policy, which says nothing of such items.
    init(removal item: SysID, _ policy: Policy) {
        self.name = "Removal (\(item))"
        self.isRemoval = true
        var variables: [String] = []
        for variable in policy.catalogItems.flatMap(\.entitlementVariables) where !variables.contains(variable) {
            variables.append(variable)
        }
        self.entitlementVariables = variables
        self.groups = Dictionary(grouping: policy.catalogItems.flatMap(\.entitlements), by: \.name).mapValues {
            Array(Set($0.map(\.group))).sorted()
        }
    }
}
