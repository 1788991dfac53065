import Domain

/// How a ticket stands right before its access is changed.
enum TicketStanding: Hashable, Sendable {
    /// Open, and approved.
    case wanted
    /// Closed, or not approved any more.
    case withdrawn(RequestWithdrawal)
    /// Gone, or not to be read any more, which ServiceNow doesn't tell apart.
    case gone
}
