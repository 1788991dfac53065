import Domain
import Fleet
import Foundation
import ServiceNow

/// Whether a ticket may be acted on at all, and what it asks for. Pure.
struct TicketCheck: Hashable {
    var item: CatalogItem
    var entitlements: [Entitlement]
    var userName: String
    /// When the access ends; nil: it has no end.
    var until: Date?

    /// - Parameter now: the moment of the decision.
    /// - Throws: ``Failure`` that says why the request is blocked.
    init(_ facts: TicketFacts, policy: Policy, now: Date) throws(Failure) {
        let item = facts.item
        guard item.isActive else {
            throw Failure(.serviceNowItemClosed, "\(item.ticket.number) is closed (state \(item.state))")
        }
        guard item.isApproved else {
            throw Failure(.approvalMissing, "\(item.ticket.number) is not approved (\(item.approval))")
        }
        guard !facts.approvals.isEmpty else {
            throw Failure(.approvalMissing, "\(item.ticket.number) shows no approver who said yes")
        }
        guard let catalogItem = item.catalogItem else {
            throw Failure(.serviceNowItemUnreadable, "the catalogue item of \(item.ticket.number) is not to be read")
        }
        guard let rules = policy[catalogItem] else {
            throw Failure(.policyNotAllowlisted, "the catalogue item \(catalogItem) is not in the policy")
        }
        guard let variables = facts.variables else {
            throw Failure(
                .serviceNowItemUnreadable,
                "the variables of \(item.ticket.number) are not to be read; Landfall's user needs to read sc_item_option_mtom, "
                    + "sc_item_option and item_option_new")
        }
        guard let requestedFor = item.requestedFor else {
            throw Failure(.serviceNowItemUnreadable, "the person whom \(item.ticket.number) is for is not to be read")
        }
        self.item = rules
        self.entitlements = try EntitlementSelection.entitlements(of: rules, variables: variables)
        self.userName = requestedFor.userName
        self.until = try EndSelection.end(of: rules, variables: variables, now: now)
    }
}
