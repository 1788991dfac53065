import Domain
import Foundation
import ServiceNow

/// What an automation proposes: that somebody is given something, for a reason.
struct Intent: Hashable, Codable, Sendable {
    /// By which the automation knows it: sent again under the same key, it is the same one.
    var key: String
    var catalogItem: SysID
    /// The `user_name` in ServiceNow of whoever is to get it.
    var requestedFor: String
    var entitlements: [String]
    /// When the access is to end, where the item asks for that.
    var until: Date?
    var reason: String

    enum CodingKeys: String, CodingKey {
        case key
        case catalogItem = "catalog_item"
        case requestedFor = "requested_for"
        case entitlements
        case until
        case reason
    }

    /// The id of an automation's intent: it follows from who proposed it, and under which key.
    func id(of client: String) -> UUID {
        StableID.make(["intent", client, key])
    }
}
