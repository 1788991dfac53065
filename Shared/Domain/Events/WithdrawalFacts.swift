/// A request was withdrawn in ServiceNow while it was on its way: nothing more is begun for it, and what was done is undone or kept as the
/// plan says.
public struct RequestWithdrawn: Hashable, Codable, Sendable, EventData {
    public var ticket: Ticket
    public var withdrawal: RequestWithdrawal

    public init(ticket: Ticket, withdrawal: RequestWithdrawal) {
        self.ticket = ticket
        self.withdrawal = withdrawal
    }

    public var ritm: RITMNumber { ticket.number }
    public var run: RunID? { nil }
    // Once for each item: withdrawn is withdrawn.
    var identity: [String] { [ticket.sysID.description] }
}
