/// A group as Entra shows it: what decides whether Graph can change its members.
public struct DirectoryGroup: Hashable, Codable, Sendable {
    public var id: GroupID
    public var displayName: String
    /// Contains `Unified` for a Microsoft 365 group, `DynamicMembership` for one whose members follow from a rule.
    public var groupTypes: [String]
    public var securityEnabled: Bool
    public var mailEnabled: Bool
    /// True when mastered on premises; false when it was once; nil when it never was.
    public var onPremisesSyncEnabled: Bool?
    public var isAssignableToRole: Bool?

    public init(
        id: GroupID, displayName: String, groupTypes: [String], securityEnabled: Bool, mailEnabled: Bool,
        onPremisesSyncEnabled: Bool?, isAssignableToRole: Bool?
    ) {
        self.id = id
        self.displayName = displayName
        self.groupTypes = groupTypes
        self.securityEnabled = securityEnabled
        self.mailEnabled = mailEnabled
        self.onPremisesSyncEnabled = onPremisesSyncEnabled
        self.isAssignableToRole = isAssignableToRole
    }

    /// Why its members can't be changed through Graph, or nil when they can.
    ///
    /// Role-assignable groups need a permission of their own, which this installation doesn't ask for.
    public var obstacle: Reason? {
        if groupTypes.contains("DynamicMembership") { return .directoryGroupDynamic }
        if onPremisesSyncEnabled == true { return .directoryGroupSynced }
        let isUnified = groupTypes.contains("Unified")
        if !isUnified, mailEnabled || !securityEnabled { return .directoryGroupMailEnabled }
        if isAssignableToRole == true { return .directoryGroupRoleAssignable }
        return nil
    }

    enum CodingKeys: String, CodingKey {
        case id
        case displayName = "display_name"
        case groupTypes = "group_types"
        case securityEnabled = "security_enabled"
        case mailEnabled = "mail_enabled"
        case onPremisesSyncEnabled = "on_premises_sync_enabled"
        case isAssignableToRole = "is_assignable_to_role"
    }
}
