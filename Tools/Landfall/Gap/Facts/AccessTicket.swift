import Domain
import Foundation

/// A request item with everything that is known for judging it. It is what the resume file keeps.
struct AccessTicket: Hashable, Codable, Sendable {
    enum Standing: Hashable, Codable, Sendable {
        /// Closed as complete, then.
        case fulfilled(at: Date)
        /// Approved and open, and nobody has begun with it since then.
        case waiting(since: Date)
        /// Fields that decide about it may not be read.
        case unreadable
    }

    /// One thing that it grants, or takes away.
    struct Access: Hashable, Codable, Sendable {
        var entitlement: String
        var group: GroupID
        /// Nil: not read, or there is a doubt.
        var isMember: Bool?
    }

    var id: SysID
    /// Its number; the `sys_id` where that may not be read.
    var number: String
    /// How often the record had been updated when it was read; nil when that may not be read.
    var modificationCount: Int?
    /// The catalogue item's name.
    var item: String
    var standing: Standing
    /// Whether it takes away what it names.
    var isRemoval: Bool
    /// The person whom it is for, as ServiceNow calls them; empty when that may not be read.
    var person: String
    /// The person in Entra; nil: not looked for, or there is a doubt.
    var user: UserID?
    /// Whether the person's account in Entra is disabled.
    var isDisabled = false
    var access: [Access] = []
    /// When the access ends; nil: it has no end, or there is a doubt.
    var end: Date?
    var doubts: [Doubt] = []

    func isInDoubt(_ code: Doubt.Code) -> Bool { doubts.contains { $0.code == code } }
}
