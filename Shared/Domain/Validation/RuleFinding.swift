/// What one rule looked at, and what it said.
public struct RuleFinding: Hashable, Codable, Sendable {
    /// The rules, in the order in which they are asked.
    public enum Rule: String, Codable, Sendable, CaseIterable {
        case ticketOpen = "ticket.open"
        case ticketApproved = "ticket.approved"
        case itemListed = "item.listed"
        case entitlementsListed = "entitlements.listed"
        case end
        case emergency
        case person
        case accountEnabled = "account.enabled"
        case requester
        case eligible
        case group
        case conflict
        case approvers
    }

    public var rule: Rule
    /// What it was asked about: an entitlement, a person, the ticket.
    public var subject: String
    /// What it saw, as the rest of a sentence.
    public var detail: String
    /// Why it blocks the request; nil: it doesn't.
    public var reason: Reason?

    public init(_ rule: Rule, _ subject: String, _ detail: String, reason: Reason? = nil) {
        self.rule = rule
        self.subject = subject
        self.detail = detail
        self.reason = reason
    }
}
