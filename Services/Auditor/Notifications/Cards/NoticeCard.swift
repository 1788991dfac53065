import Domain
import Teams

/// What cards say, without their links: what has happened, why, and whose move it is. Pure.
enum NoticeCard {
    static func blocked(_ blocked: RequestBlocked) -> Card {
        Card(
            title: "\(blocked.ritm) is blocked", tone: .warning,
            text: "Nothing was changed. The ticket stays open until somebody acts.",
            facts: reasons([blocked.failure], nextMove: blocked.owner?.name))
    }

    // MARK: - Tickets

    static func notApplied(_ notApplied: TicketNotApplied) -> Card {
        let (title, more) =
            switch notApplied.turn {
            case .fulfilled:
                (
                    "access has landed, the ticket is not closed",
                    "The access is in place, and proved: nothing has to be granted again."
                )
            case .rejected:
                (
                    "it was not approved, and its ticket doesn't show that",
                    "Nothing was changed: whoever reads the ticket as fulfilled is misled. Set it to closed incomplete."
                )
            default: ("the ticket doesn't show what was written to it", "")
            }
        return Card(
            title: "\(notApplied.ritm): \(title)", tone: .attention,
            text: "ServiceNow answered, but the ticket doesn't show it. \(more)",
            facts: reasons([notApplied.failure]))
    }

    static func pending(_ pending: TicketPending) -> Card {
        Card(
            title: "\(pending.ritm): access has landed, the ticket can't be closed yet", tone: .warning,
            text:
                "ServiceNow has not taken that for a while. The access is in place, and proved: nothing has to be granted again. "
                + "Landfall closes the ticket by itself as soon as ServiceNow lets it.",
            facts: [
                person(pending.beneficiary), Card.Fact("Landed", TicketNote.time(pending.landedAt)),
                Card.Fact("Next move", "Landfall; the ServiceNow team, if ServiceNow stays away"),
            ])
    }

    // MARK: - Dead letters

    static func deadLettered(_ dead: MessageDeadLettered) -> Card {
        let (title, text) =
            switch (dead.stage, dead.purpose) {
            case ("settle", _):
                (
                    "\(dead.ritm): the ticket could not be told",
                    "The ticket doesn't show what \(dead.eventType.rawValue) states. Telling it was given up"
                )
            case ("record", _):
                (
                    "\(dead.ritm): the audit trail lacks an event",
                    "The request goes on, but \(dead.eventType.rawValue) is not on record. Recording it was given up"
                )
            case (_, .end):
                (
                    "\(dead.ritm): access has ended, and may still be in place",
                    "The removal at the end of the access stopped at the stage “\(dead.stage)”"
                )
            case (let stage, _):
                (
                    "\(dead.ritm) stands still",
                    "It stopped at the stage “\(stage)”. The ticket stays open. It was given up"
                )
            }
        return Card(
            title: title, tone: .attention, text: "\(text) after \(attempts(dead.attempts)).",
            facts: reasons([dead.failure]) + [Card.Fact("Waits in", "landfall.\(dead.stage).dead")])
    }

    private static func attempts(_ count: Int) -> String { count == 1 ? "one attempt" : "\(count) attempts" }

    // MARK: - Parts

    /// Why, whose move it is, and the codes.
    static func reasons(_ failures: [Failure], nextMove: String? = nil) -> [Card.Fact] {
        guard let first = failures.first else { return [] }
        let why = failures.map { "\($0.reason.sentence) \(TicketNote.detail($0))" }
        let codes = failures.map(\.reason.rawValue)
        return why.enumerated().filter { why.firstIndex(of: $1) == $0 }.map { Card.Fact("Why", $1) } + [
            Card.Fact("Next move", nextMove ?? first.reason.responsible.title),
            Card.Fact("Reason code", Set(codes).sorted().joined(separator: ", ")),
        ]
    }

    static func person(_ person: Person) -> Card.Fact { Card.Fact("Person", TicketNote.name(person)) }
}
