import OrderedCollections
import SimulatorKit

/// A person, member or guest.
struct DirectoryUser: Sendable, Hashable {
    let id: ObjectID
    /// Graph's properties, `id` included.
    var properties: JSONObject
    var managerID: ObjectID?

    init(id: ObjectID, properties: JSONObject, managerID: ObjectID? = nil) {
        self.id = id
        self.properties = properties
        self.properties["id"] = .string(id.text)
        self.managerID = managerID
    }

    var principalName: String { properties["userPrincipalName"]?.string ?? "" }
    var displayName: String { properties["displayName"]?.string ?? "" }
    var isEnabled: Bool { properties["accountEnabled"]?.bool ?? true }
}
