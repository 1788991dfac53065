import Domain
import Entra
import Foundation

/// What one fulfilled ticket says about one membership. Pure.
struct Claim {
    var ticket: AccessTicket
    var access: AccessTicket.Access
    var user: UserID
    /// When the ticket was closed.
    var at: Date
    /// When the access ends; the distant future: never.
    var end: Date
    var isMember: Bool

    /// Fails where something of it isn't known.
    private init?(_ ticket: AccessTicket, _ access: AccessTicket.Access) {
        guard case .fulfilled(let at) = ticket.standing, let user = ticket.user, let isMember = access.isMember,
            !ticket.isInDoubt(.endUnreadable)
        else { return nil }
        self.ticket = ticket
        self.access = access
        self.user = user
        self.at = at
        self.end = ticket.end ?? .distantFuture
        self.isMember = isMember
    }

    /// The claims of some tickets, those on one membership together, the oldest first.
    static func byMembership(_ tickets: [AccessTicket]) -> [[Claim]] {
        let claims = tickets.flatMap { ticket in ticket.access.compactMap { Claim(ticket, $0) } }
        let groups = Dictionary(grouping: claims) { MembershipQuestion(user: $0.user, group: $0.access.group) }
        return groups.values.map { $0.sorted { ($0.at, $0.ticket.number) < ($1.at, $1.ticket.number) } }
    }

    func finding(_ kind: GapFinding.Kind, at: Date, _ detail: String) -> GapFinding {
        GapFinding(
            kind: kind, ticket: ticket, access: access, entitlement: access.entitlement, at: at, detail: detail)
    }

    func fresh(_ detail: String) -> GapFinding {
        GapFinding(
            kind: .unclear, ticket: ticket, access: access, entitlement: access.entitlement, at: at, detail: detail,
            doubt: .tooFresh)
    }
}
