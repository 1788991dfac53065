import Domain

/// Why it can't be told whether there is a gap. A ticket in doubt is never counted as a good one.
struct Doubt: Hashable, Codable, Sendable {
    enum Code: String, Codable, Sendable, CaseIterable {
        case ticketUnreadable = "ticket_unreadable"
        case variablesUnreadable = "variables_unreadable"
        case nothingRequested = "nothing_requested"
        case entitlementUnknown = "entitlement_unknown"
        case endUnreadable = "end_unreadable"
        case personUnreadable = "person_unreadable"
        case personMissing = "person_missing"
        case groupMissing = "group_missing"
        case membershipUnreadable = "membership_unreadable"
        /// Changed so short a time ago that Entra's replicas may not show it yet.
        case tooFresh = "too_fresh"
    }

    var code: Code
    /// What exactly, as a whole sentence.
    var detail: String
    /// What it is about, where it isn't the whole ticket.
    var entitlement: String?
}
