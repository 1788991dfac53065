import Domain
import Foundation

/// The texts of notes about the end of an access: written when its ticket has long been closed. Pure.
enum AccessNote {
    static func ending(_ ending: AccessEnding) -> String {
        """
        Access ends soon: \(TicketNote.name(ending.beneficiary)) is removed from \(ending.removal.groupName) at \
        \(TicketNote.time(ending.endsAt)).
        Whoever needs it for longer asks for it again before that, with a later end: the access then goes on without a break.
        """
    }

    static func ended(_ ended: AccessEnded) -> String {
        let what =
            ended.outcome.isOurChange
            ? "Removed \(TicketNote.name(ended.plan.beneficiary)) from"
            : "\(TicketNote.name(ended.plan.beneficiary)) was no longer a member of"
        return """
            Access ended at \(TicketNote.time(ended.dueAt)), as approved; that it is gone was read back from Microsoft Entra at \
            \(TicketNote.time(ended.endedAt)).
            - \(what) \(group(ended))\(ids(ended))
            \(TicketNote.approved(ended.approval, of: ended.plan))
            """
    }

    static func failed(_ ended: AccessEnded) -> String {
        let failure = ended.outcome.failure
        let why = failure.map { "\($0.reason.sentence) \(TicketNote.detail($0))" } ?? "Not known."
        return """
            Access ended at \(TicketNote.time(ended.dueAt)), as approved, but could not be removed: it may still be in place.
            - Not removed: \(TicketNote.name(ended.plan.beneficiary)) from \(group(ended))\(ids(ended))
            Why: \(why)
            Next move: \((failure?.reason.responsible ?? .operators).title). The ticket stays as it is.
            Reason code: \(failure?.reason.rawValue ?? Reason.serviceDefect.rawValue)
            """
    }

    static func cancelled(_ cancelled: AccessEndCancelled) -> String {
        let access = "\(TicketNote.name(cancelled.beneficiary)) in \(cancelled.removal.groupName)"
        let what =
            switch cancelled.cancellation {
            case .renewed:
                cancelled.endsAt.map { "Access renewed: \(access) ends at \(TicketNote.time($0))" }
                    ?? "Access renewed: \(access)"
            case .madePermanent: "Access made permanent: \(access) has no end any more"
            case .removed: "Access removed before its end: \(access)"
            case .notGranted, .wasMember: "Access doesn't end: \(access)"
            }
        return "\(what), by \(cancelled.by.ritm). Because of this ticket nothing is removed any more."
    }

    static func deadLettered(_ dead: MessageDeadLettered) -> String {
        """
        Access has come to its end, but its removal stopped at the stage “\(dead.stage)” after \(dead.attempts) attempts: it may still be \
        in place, or not be proved to be gone.
        Why: \(dead.failure.reason.sentence) \(TicketNote.detail(dead.failure))
        Next move: \(dead.failure.reason.responsible.title); the message waits in landfall.\(dead.stage).dead. The ticket stays as it is.
        Reason code: \(dead.failure.reason.rawValue)
        """
    }

    /// What is planned for the end, as a part of a line.
    static func end(_ planned: PlannedEnd) -> String {
        if let at = planned.at { return "ends at \(TicketNote.time(at)), and is removed then" }
        return switch planned.cancelled {
        case .wasMember: "was there before, and not for a time: it is not removed at the end that was asked for"
        case .notGranted, .renewed, .madePermanent, .removed, nil: "is not removed at the end that was asked for"
        }
    }

    private static func group(_ ended: AccessEnded) -> String {
        let name = ended.removal?.groupName ?? "the group"
        return "\(name) (\(ended.outcome.key.group))"
    }

    private static func ids(_ ended: AccessEnded) -> String {
        let ids = [
            ended.outcome.correlation?.requestID.map { "request-id \($0)" },
            ended.outcome.correlation?.clientRequestID.map { "client-request-id \($0)" },
        ].compactMap(\.self).joined(separator: ", ")
        return ids.isEmpty ? "" : " [\(ids)]"
    }
}
