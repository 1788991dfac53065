import OrderedCollections
import SimulatorKit

/// One change of the directory: what is written to the primary, travels to the replicas and stands in the journal.
enum DirectoryChange: Sendable, Hashable {
    case memberAdded(group: ObjectID, member: ObjectID)
    case memberRemoved(group: ObjectID, member: ObjectID)
    case groupCreated(DirectoryGroup)
    case groupUpdated(ObjectID, JSONObject)
    /// With the time as Graph writes it. Not every kind of group can be restored.
    case groupDeleted(ObjectID, at: String, isRestorable: Bool)
    case userUpdated(ObjectID, JSONObject)
    case userDeleted(ObjectID)

    /// The name of the effect in the journal.
    var effect: String {
        switch self {
        case .memberAdded: "member.added"
        case .memberRemoved: "member.removed"
        case .groupCreated: "group.created"
        case .groupUpdated: "group.updated"
        case .groupDeleted: "group.deleted"
        case .userUpdated: "user.updated"
        case .userDeleted: "user.deleted"
        }
    }

    /// The ids that the change touched, for the journal.
    var details: JSONObject {
        switch self {
        case .memberAdded(let group, let member), .memberRemoved(let group, let member):
            ["group_id": .string(group.text), "member_id": .string(member.text)]
        case .groupCreated(let group): ["group_id": .string(group.id.text)]
        case .groupDeleted(let id, _, _): ["group_id": .string(id.text)]
        case .groupUpdated(let id, let properties):
            ["group_id": .string(id.text), "properties": .strings(properties.keys)]
        case .userUpdated(let id, let properties):
            ["user_id": .string(id.text), "properties": .strings(properties.keys)]
        case .userDeleted(let id): ["user_id": .string(id.text)]
        }
    }
}
