/// One thing that another version of the policy says otherwise.
struct PolicyChange: Hashable, Codable {
    /// The item's name; nil: it concerns the policy as a whole.
    var item: String?
    /// The entitlement's name; nil: it concerns the item.
    var entitlement: String?
    /// What it is about.
    var what: String
    /// Nil: it wasn't there.
    var old: String?
    /// Nil: it isn't there any more.
    var new: String?
    /// What it means for people, where that doesn't go without saying.
    var meaning: String?
}
