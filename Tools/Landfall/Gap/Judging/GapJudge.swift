import Domain
import Entra
import Foundation

/// Compares what tickets say with what is in Entra. Pure.
///
/// What should be there for a person and a group follows from all their tickets that were closed as complete: a removal cancels what was
/// granted before it, and of the grants after it any one that has no end, or whose end is to come, is enough. So a renewal extends, and
/// what is there for good isn't taken for the rest of something that was granted for a time.
struct GapJudge {
    var now: Date
    /// An approved ticket that has waited since then, or longer, never moved.
    var stalledBefore: Date
    /// What was closed less than so many seconds ago isn't called missing: replicas can lag for minutes (entra-graph, 2.5).
    static let settleTime: TimeInterval = 15 * 60
    /// An access may be there for so many seconds after its end.
    static let endGrace: TimeInterval = 3600

    /// Everything that isn't as it should be, kind by kind, the oldest first.
    func findings(in tickets: [AccessTicket]) -> [GapFinding] {
        let kinds = GapFinding.Kind.allCases
        let found =
            tickets.compactMap(stalled) + Claim.byMembership(tickets).compactMap(judge) + tickets.flatMap(doubtful)
        return found.sorted { left, right in
            guard left.kind == right.kind else {
                return kinds.firstIndex(of: left.kind) ?? 0 < kinds.firstIndex(of: right.kind) ?? 0
            }
            let (earlier, later) = (left.at ?? .distantPast, right.at ?? .distantPast)
            return (earlier, left.ticket.number, left.entitlement) < (later, right.ticket.number, right.entitlement)
        }
    }

    private func stalled(_ ticket: AccessTicket) -> GapFinding? {
        guard case .waiting(let since) = ticket.standing, since <= stalledBefore else { return nil }
        let names = ticket.access.map(\.entitlement).joined(separator: ", ")
        return GapFinding(
            kind: .stalled, ticket: ticket, entitlement: names, at: since, detail: "Nobody has begun with it.")
    }

    /// - Parameter claims: all on one membership, the oldest first.
    private func judge(_ claims: [Claim]) -> GapFinding? {
        guard let last = claims.last else { return nil }
        let isMember = last.isMember
        let firstGrant = claims.lastIndex { $0.ticket.isRemoval }.map { $0 + 1 } ?? 0
        let grants = claims[firstGrant...]
        guard let latest = grants.max(by: { $0.end < $1.end }) else {
            return isMember ? kept(last) : nil
        }
        let lasting = grants.last { $0.end > now }
        switch (isMember, lasting) {
        case (true, nil): return outlived(latest)
        case (false, let lasting?): return missing(lasting)
        case (true, _?), (false, nil): return nil
        }
    }

    private func missing(_ claim: Claim) -> GapFinding {
        guard now.timeIntervalSince(claim.at) >= Self.settleTime else {
            return claim.fresh("Closed minutes ago; the person is not in the group yet. Look again later.")
        }
        let account = claim.ticket.isDisabled ? " The person's account is disabled." : ""
        return claim.finding(.missing, at: claim.at, "The person is not in the group.\(account)")
    }

    private func outlived(_ claim: Claim) -> GapFinding? {
        guard now.timeIntervalSince(claim.end) >= Self.endGrace else { return nil }
        return claim.finding(.outlived, at: claim.end, "The person is still in the group.")
    }

    private func kept(_ claim: Claim) -> GapFinding {
        guard now.timeIntervalSince(claim.at) >= Self.settleTime else {
            return claim.fresh("A removal, closed minutes ago; the person is in the group yet. Look again later.")
        }
        return claim.finding(.outlived, at: claim.at, "It was removed, and the person is still in the group.")
    }

    private func doubtful(_ ticket: AccessTicket) -> [GapFinding] {
        let at: Date?
        switch ticket.standing {
        // What it asks for matters only once it is said to be fulfilled.
        case .waiting: return []
        case .fulfilled(let closed): at = closed
        case .unreadable: at = nil
        }
        return ticket.doubts.map { doubt in
            GapFinding(
                kind: .unclear, ticket: ticket,
                entitlement: doubt.entitlement ?? ticket.access.map(\.entitlement).joined(separator: ", "), at: at,
                detail: doubt.detail, doubt: doubt.code)
        }
    }
}
