import OrderedCollections
import SimulatorKit

/// A group of any kind, with its direct members in the order in which they came.
struct DirectoryGroup: Sendable, Hashable {
    let id: ObjectID
    /// Graph's properties, `id` included.
    var properties: JSONObject
    var members: OrderedSet<ObjectID>
    /// How many members the group may have; nil for no limit.
    var memberQuota: Int?

    init(
        id: ObjectID, properties: JSONObject, members: OrderedSet<ObjectID> = [], memberQuota: Int? = nil
    ) {
        self.id = id
        self.properties = properties
        self.properties["id"] = .string(id.text)
        self.members = members
        self.memberQuota = memberQuota
    }

    var groupTypes: [String] { properties["groupTypes"]?.strings ?? [] }
    var isDynamic: Bool { groupTypes.contains("DynamicMembership") }
    /// A Microsoft 365 group.
    var isUnified: Bool { groupTypes.contains("Unified") }
    /// Mastered in an Active Directory on the customer's premises.
    var isSynced: Bool { properties["onPremisesSyncEnabled"]?.bool ?? false }
    /// Mastered in Exchange: a mail-enabled security group, or a distribution list.
    var isExchangeManaged: Bool { (properties["mailEnabled"]?.bool ?? false) && !isUnified }
    var isRoleAssignable: Bool { properties["isAssignableToRole"]?.bool ?? false }
    /// Member of an administrative unit with restricted management.
    var isManagementRestricted: Bool { properties["isManagementRestricted"]?.bool ?? false }
}
