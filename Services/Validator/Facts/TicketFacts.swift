import Domain
import ServiceNow

/// What ServiceNow says of a request, all read for one decision.
struct TicketFacts: Sendable {
    var item: RequestItem
    /// Nil when none was to be read.
    var variables: [String: String]?
    var approvals: [Approval.Decision]
}
