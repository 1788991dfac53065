import Domain
import Foundation
import Teams

/// What an event makes of a card: which one, and what it says. Pure.
struct CardNotice: Hashable, Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case blocked
        case waiting
        case reminded
        case escalated
        case rejected
        case emergency
        case reverted
        case stuck
        case rolledBack = "rolled_back"
        case retryRefused = "retry_refused"
        case rollbackRefused = "rollback_refused"
        case accessEnded = "access_ended"
        case accessEndFailed = "access_end_failed"
        case removedOutside = "removed_outside"
        case addedOutside = "added_outside"
        case overdue
        case driftedInNumbers = "drifted_in_numbers"
        case driftEnded = "drift_ended"
        case ticketNotApplied = "ticket_not_applied"
        case ticketPending = "ticket_pending"
        case deadLettered = "dead_lettered"
    }

    var kind: Kind
    /// What makes it the same card: the event's id, which follows from what is stated. A run that ends in the same way in a later start makes
    /// another.
    var key: String
    /// The channel that it goes to, by the name that the policy has for it; nil: the common one.
    var channel: String?
    var card: Card

    /// One for each channel that is told of an event; none where nobody is.
    static func all(
        telling event: Event, links: NoticeLinks, drift: DriftCardRule = DriftCardRule()
    ) -> [CardNotice] {
        guard let notice = CardNotice(telling: event, links: links, drift: drift) else { return [] }
        let channels = CardRouting.channels(of: event.fact)
        guard !channels.isEmpty else { return [notice] }
        return channels.map { channel in
            var own = notice
            own.channel = channel
            own.key += "@\(channel)"
            return own
        }
    }

    /// For the common channel; nil for an event of which nobody is told.
    init?(telling event: Event, links: NoticeLinks, drift: DriftCardRule = DriftCardRule()) {
        guard let (kind, text) = Self.telling(event, drift) else { return nil }
        let run = event.run.map { run in
            switch kind {
            case .reverted: [links.retry(run), links.look(at: run)]
            case .stuck where Self.isOfRollback(event): [links.rollback(run), links.look(at: run)]
            case .stuck: [links.retry(run), links.rollback(run), links.look(at: run)]
            default: [links.look(at: run)]
            }
        }
        var card = text
        card.links =
            ([Self.question(of: event).flatMap(links.decide)] + (run ?? []) + [event.fact.ticket.flatMap(links.open)])
            .compactMap(\.self)
        self.kind = kind
        self.key = "\(kind.rawValue):\(event.id.uuidString.lowercased())"
        self.card = card
    }

    private static func telling(_ event: Event, _ drift: DriftCardRule) -> (Kind, Card)? {
        switch event.fact {
        case .requestBlocked(let blocked): (.blocked, NoticeCard.blocked(blocked))
        case .approvalRequested(let asked): (.waiting, NoticeCard.waiting(asked))
        case .approvalReminded(let reminded): (.reminded, NoticeCard.reminded(reminded))
        case .approvalEscalated(let escalated): (.escalated, NoticeCard.escalated(escalated))
        case .requestRejected(let rejected): (.rejected, NoticeCard.rejected(rejected))
        case .requestApproved(let approved):
            approved.approval.source == .emergency ? (.emergency, NoticeCard.emergency(approved)) : nil
        case .runReverted(let ended):
            if let rollback = ended.rollback {
                (.rolledBack, NoticeCard.rolledBack(ended, rollback))
            } else {
                (.reverted, NoticeCard.reverted(ended))
            }
        case .runStuck(let ended): (.stuck, NoticeCard.stuck(ended))
        case .retryRefused(let refused): (.retryRefused, NoticeCard.retryRefused(refused))
        case .rollbackRefused(let refused): (.rollbackRefused, NoticeCard.rollbackRefused(refused))
        case .accessEnded(let ended): (.accessEnded, NoticeCard.accessEnded(ended))
        case .accessEndFailed(let ended): (.accessEndFailed, NoticeCard.accessEndFailed(ended))
        case .accessDrifted(let drifted):
            switch drift.verdict(on: drifted.numberInGroup) {
            case .own: (kind(of: drifted), NoticeCard.drifted(drifted))
            case .sum: (.driftedInNumbers, NoticeCard.driftedInNumbers(drifted))
            case .none: nil
            }
        case .accessDriftEnded(let ended):
            drift.verdict(on: ended.numberInGroup) == .own ? (.driftEnded, NoticeCard.driftEnded(ended)) : nil
        case .ticketNotApplied(let notApplied): (.ticketNotApplied, NoticeCard.notApplied(notApplied))
        case .ticketPending(let pending): (.ticketPending, NoticeCard.pending(pending))
        case .messageDeadLettered(let dead): isToldOf(dead) ? (.deadLettered, NoticeCard.deadLettered(dead)) : nil
        default: nil
        }
    }

    private static func question(of event: Event) -> ApprovalQuestion? {
        switch event.fact {
        case .approvalRequested(let data): data.question
        case .approvalReminded(let data): data.question
        case .approvalEscalated(let data): data.question
        default: nil
        }
    }

    /// Why a ticket doesn't show what it should, where `ticket.not_applied` tells of it.
    private static let toldOfTicket: Set<Reason> = [
        .serviceNowNotApplied, .serviceNowItemClosed, .serviceNowTaskMissing, .serviceNowTaskAmbiguous,
        .serviceNowItemNotFollowed,
    ]

    private static func kind(of drifted: AccessDrifted) -> Kind {
        switch drifted.kind {
        case .removedOutside: .removedOutside
        case .addedOutside: .addedOutside
        case .overdue: .overdue
        }
    }

    /// Not of a card that could not be posted, and not twice of a ticket that doesn't show what was written.
    private static func isToldOf(_ dead: MessageDeadLettered) -> Bool {
        switch dead.stage {
        case "notify": false
        case "settle": !toldOfTicket.contains(dead.failure.reason)
        default: true
        }
    }

    private static func isOfRollback(_ event: Event) -> Bool {
        guard case .runStuck(let ended) = event.fact else { return false }
        return ended.rollback != nil
    }
}
