/// Two entitlements that nobody may have together.
public struct EntitlementConflict: Hashable, Sendable {
    /// What is asked for.
    public var entitlement: Entitlement
    /// What it can't be together with.
    public var other: Entitlement
}

extension Policy {
    /// What stands in conflict with some entitlements, whichever of the two names the other, each pair once.
    public func conflicts(of entitlements: [Entitlement]) -> [EntitlementConflict] {
        let all = catalogItems.flatMap(\.entitlements)
        return entitlements.flatMap { entitlement in
            var groups: Set<GroupID> = [entitlement.group]
            return all.filter { other in
                (entitlement.conflictsWith.contains(other.name) || other.conflictsWith.contains(entitlement.name))
                    && groups.insert(other.group).inserted
            }.map { EntitlementConflict(entitlement: entitlement, other: $0) }
        }
    }
}
