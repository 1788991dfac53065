import Domain
import Foundation

/// The texts of an incident that tells of a failure: its title, its description, and the note that a later one adds. Pure.
///
/// Whoever finds it has what is needed to act: what happened, for whom, under which approval and policy, whose move it is, and where to act.
struct IncidentText: Hashable, Sendable {
    let title: String
    let description: String
    let note: String
    /// A text that only what tells of this event contains.
    let marker: String

    /// - Parameters:
    ///   - known: what is on record of the request: plan and approval are taken from there where the event doesn't carry them.
    ///   - closedMeansRetry: whether who resolves it asks for a Retry by that.
    init(
        telling trouble: IncidentTrouble, known: [Event], links: RunLinks, closedMeansRetry: Bool = false,
        ticketPage: (Ticket) -> String
    ) {
        let context = IncidentContext(trouble.event, known: known)
        let what = Self.whatHappened(trouble)
        marker = Self.marker(of: trouble.event)
        title = Self.cut(Self.headline(of: trouble, context), to: Self.longestTitle)
        note = Self.cut(what, to: Self.longestText)
        let parts = [
            what, context.who, context.ids(trouble.key),
            Self.actions(
                trouble, context, links: links, closedMeansRetry: closedMeansRetry, ticketPage: ticketPage),
        ]
        description = "\(Self.cut(parts.joined(separator: "\n\n"), to: Self.longestText))\n\(marker)"
    }

    static func marker(of event: Event) -> String { marker(of: event.id) }

    /// - Parameter cause: an event's id, or that of a note about something else.
    static func marker(of cause: UUID) -> String { "[landfall:\(cause.uuidString.lowercased())]" }

    /// The columns' lengths, in characters: that of `short_description`, and that of `description` and of a note, less the marker's.
    static let longestTitle = 160
    static let longestText = 3_900

    static func cut(_ text: String, to length: Int) -> String {
        text.count <= length ? text : "\(text.prefix(length - 1))…"
    }

    // MARK: - Parts

    private static func headline(of trouble: IncidentTrouble, _ context: IncidentContext) -> String {
        let who = context.plan.map { " for \($0.beneficiary.displayName)" } ?? ""
        let what =
            switch trouble.event.fact {
            case .runReverted: "Access not granted\(who), and taken back"
            case .runStuck(let ended):
                ended.repair == nil
                    ? "Access stuck half-way\(who)" : "Access that was removed outside not put back\(who)"
            case .accessEndFailed: "Access not removed at its end\(who)"
            case .ticketNotApplied, .ticketPending: "Ticket can't be told what became of the access\(who)"
            case .messageDeadLettered(let dead):
                switch trouble.matter {
                case .ticket: "Ticket can't be told what became of the access\(who)"
                case .record: "Event missing in the audit trail"
                case .run, .message, .end: "Access request\(who) stopped at “\(dead.stage)”"
                }
            default: "Access request\(who) failed"
            }
        let reason = reason(of: trouble.event).map { " (\($0.rawValue))" } ?? ""
        return "\(trouble.key.ritm): \(what)\(reason)"
    }

    private static func reason(of event: Event) -> Reason? {
        switch event.fact {
        case .runReverted(let ended), .runStuck(let ended): ended.outcomes.lazy.compactMap(\.failure).first?.reason
        case .accessEndFailed(let ended): ended.outcome.failure?.reason
        case .ticketNotApplied(let notApplied): notApplied.failure.reason
        case .messageDeadLettered(let dead): dead.failure.reason
        default: nil
        }
    }

    private static func whatHappened(_ trouble: IncidentTrouble) -> String {
        switch trouble.event.fact {
        case .runReverted(let ended): TicketNote.reverted(ended)
        case .runStuck(let ended): TicketNote.stuck(ended)
        case .accessEndFailed(let ended): AccessNote.failed(ended)
        case .ticketNotApplied(let notApplied): notOnTicket(notApplied)
        case .ticketPending(let pending): pendingOnTicket(pending)
        case .messageDeadLettered(let dead): deadLettered(dead, trouble.matter)
        default: ""
        }
    }

    private static func notOnTicket(_ notApplied: TicketNotApplied) -> String {
        let failure = notApplied.failure
        return """
            The ticket does not show “\(notApplied.turn.rawValue)”, as it should. Nothing in Entra is changed for that.
            Why: \(failure.reason.sentence) \(TicketNote.detail(failure))
            Next move: \(failure.reason.responsible.title); the message waits in landfall.settle.dead.
            Reason code: \(failure.reason.rawValue)
            """
    }

    private static func pendingOnTicket(_ pending: TicketPending) -> String {
        """
        Access landed at \(TicketNote.time(pending.landedAt)), and the ticket still can't be told. Nothing in Entra is changed for that.
        Landfall goes on trying, and closes the ticket by itself as soon as ServiceNow takes it; then this is resolved.
        Next move: the administrators of ServiceNow, if it lasts.
        """
    }

    private static func deadLettered(_ dead: MessageDeadLettered, _ matter: IncidentTrouble.Matter) -> String {
        let what =
            switch matter {
            case .ticket: "The ticket could not be told of \(dead.eventType.rawValue)"
            case .record: "\(dead.eventType.rawValue) could not be added to the audit trail"
            case .run, .message, .end:
                dead.purpose == .end
                    ? "An access has come to its end, but its removal stopped at the stage “\(dead.stage)”"
                    : "The request stopped at the stage “\(dead.stage)”"
            }
        return """
            \(what), after \(dead.attempts) attempts.
            Why: \(dead.failure.reason.sentence) \(TicketNote.detail(dead.failure))
            Next move: \(dead.failure.reason.responsible.title); the message waits in landfall.\(dead.stage).dead.
            Reason code: \(dead.failure.reason.rawValue)
            """
    }

    /// Where people look and act. Each link asks before anything is done.
    private static func actions(
        _ trouble: IncidentTrouble, _ context: IncidentContext, links: RunLinks, closedMeansRetry: Bool,
        ticketPage: (Ticket) -> String
    ) -> String {
        var lines: [String] = []
        // A run that removes an access at its end is none that people can start or take back.
        if let run = trouble.key.run, context.plan?.run == run {
            lines += [
                "The run: \(links.run(run))", "Retry: \(links.retry(run))", "Rollback: \(links.rollback(run))",
            ]
            if closedMeansRetry {
                lines.append("Resolving this incident asks for a Retry, too, if the run has come to no good end.")
            }
        }
        if let ticket = context.ticket { lines.append("The ticket: \(ticketPage(ticket))") }
        return lines.joined(separator: "\n")
    }
}
