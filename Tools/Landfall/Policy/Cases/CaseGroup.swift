import Domain

/// How the group of an entitlement is found in Entra.
enum CaseGroup: String, Decodable, CaseIterable {
    case plain
    case microsoft365 = "microsoft_365"
    case missing
    case deleted
    case recreated
    case renamed
    case dynamic
    case synced
    case mailEnabled = "mail_enabled"
    case roleAssignable = "role_assignable"

    /// What is found under the entitlement's group.
    func finding(of entitlement: Entitlement) -> GroupFinding {
        var group = DirectoryGroup(
            id: entitlement.group, displayName: entitlement.groupName, groupTypes: [], securityEnabled: true,
            mailEnabled: false, onPremisesSyncEnabled: nil, isAssignableToRole: nil)
        switch self {
        case .plain: break
        case .microsoft365:
            group.groupTypes = ["Unified"]
            group.securityEnabled = false
            group.mailEnabled = true
        case .missing: return .missing
        case .deleted: return .deleted(at: nil)
        case .recreated: return .recreated(as: GroupID(StableID.make(["case", "recreated", entitlement.name])))
        case .renamed: group.displayName += " (old)"
        case .dynamic: group.groupTypes = ["DynamicMembership"]
        case .synced: group.onPremisesSyncEnabled = true
        case .mailEnabled: group.mailEnabled = true
        case .roleAssignable: group.isAssignableToRole = true
        }
        return .found(group)
    }
}
