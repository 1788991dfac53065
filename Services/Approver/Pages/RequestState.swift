import Domain
import Foundation

/// How a request stands, in a word and a sentence, for whoever looks at it. Pure.
struct RequestState: Hashable, Sendable {
    /// The class of its card: `good`, `warn`, `bad`, or nothing.
    let tone: String
    let headline: String
    let sentence: String

    init(_ approval: ApprovalCase, _ standpoint: Standpoint, at now: Date) {
        let ritm = approval.plan.ticket.number
        switch approval.progress.standing {
        case .approved:
            (tone, headline) = ("good", "Approved")
            sentence =
                "Everybody who had to decide has said yes. It is carried out, and the ticket says what comes of it."
        case .rejected:
            (tone, headline) = ("bad", "Denied")
            sentence =
                approval.progress.denial.map { "\(ApprovalWords.vote($0, saidYes: false)). " } ?? ""
                + "Nothing is changed, and the ticket is closed."
        case .expired:
            (tone, headline) = ("bad", "Expired")
            sentence =
                "Nobody decided until \(ApprovalWords.time(approval.expiresAt)). Nothing is changed. Whoever needs the access asks again."
        case .replaced:
            (tone, headline) = ("warn", "The plan has changed")
            sentence =
                "Another plan was made for \(ritm). What was said about this one is void; the new one is asked about by itself."
        case .withdrawn:
            (tone, headline) = ("warn", "Withdrawn")
            sentence = "\(ritm) was closed or lost its approval in ServiceNow. There is nothing to decide."
        case .waiting where now >= approval.expiresAt:
            (tone, headline) = ("bad", "Expired")
            sentence = "The time to decide was over at \(ApprovalWords.time(approval.expiresAt)). Nothing is changed."
        case .waiting:
            (tone, headline, sentence) = Self.waiting(approval, standpoint)
        }
    }

    private static func waiting(
        _ approval: ApprovalCase, _ standpoint: Standpoint
    ) -> (tone: String, headline: String, sentence: String) {
        switch standpoint {
        case .decides(let seat):
            (
                "", "Your decision is needed",
                seat.onBehalfOf.map { "You decide for \(ApprovalWords.name($0)), who lets you." }
                    ?? "You are asked at the stage “\(approval.stage.name)”."
            )
        case .saidYes:
            (
                "good", "You have said yes",
                "Others still have to decide at the stage “\(approval.stage.name)”: \(ApprovalWords.needed(approval))."
            )
        case .own:
            (
                "warn", "You can’t decide about this",
                "Nobody decides about what they asked for, or are to get, themselves. Others are asked."
            )
        case .stale:
            (
                "warn", "You can’t decide about this any more",
                "You were asked, but are no longer among those who decide at the stage “\(approval.stage.name)”, or somebody has decided for you."
            )
        case .unknown:
            (
                "warn", "It can’t be looked up now who decides",
                "Microsoft Entra doesn’t answer. Nothing is lost: open this page again in some minutes."
            )
        case .over, .notAsked:
            ("", "Waits for a decision", "At the stage “\(approval.stage.name)” \(ApprovalWords.needed(approval)).")
        }
    }
}
