import Domain
import Teams

/// Runs that came to no good end, and accesses that came to theirs.
extension NoticeCard {
    static func reverted(_ ended: RunEnded) -> Card {
        let wasChanged = ended.outcomes.contains { $0.state == .reverted }
        return Card(
            title: wasChanged ? "\(ended.ritm) was taken back" : "\(ended.ritm) was refused", tone: .attention,
            text: wasChanged
                ? "Not every change could be made, so those that were made are undone, and that was read back. The ticket stays open."
                : "Nothing was changed. The ticket stays open.",
            facts: [person(ended.plan.beneficiary)] + reasons(ended.outcomes.compactMap(\.failure)),
            details: lines(ended))
    }

    static func stuck(_ ended: RunEnded) -> Card {
        if let repair = ended.repair { return repairStuck(ended, repair) }
        return Card(
            title: "\(ended.ritm) is stuck", tone: .attention,
            text:
                "Not every change could be made, or undone. Below is what is in place and what is not. The ticket stays open.",
            facts: [person(ended.plan.beneficiary)] + asked(ended.rollback)
                + reasons(ended.outcomes.compactMap(\.failure)),
            details: lines(ended))
    }

    private static func repairStuck(_ ended: RunEnded, _ repair: RunRetry) -> Card {
        let asked = "\(repair.askedBy) at \(TicketNote.time(repair.askedAt))\(repair.reason.map { ": \($0)" } ?? "")"
        return Card(
            title: "\(ended.ritm): access that was removed outside could not be put back", tone: .attention,
            text: "What else the request had granted stays as it is, and so does the ticket.",
            facts: [person(ended.plan.beneficiary), Card.Fact("Asked for by", asked)]
                + reasons(ended.outcomes.compactMap(\.failure)),
            details: lines(ended))
    }

    static func rolledBack(_ ended: RunEnded, _ rollback: RunRollback) -> Card {
        Card(
            title: "\(ended.ritm) was rolled back", tone: .good,
            text: "What it had changed is undone, and that was read back.",
            facts: [person(ended.plan.beneficiary)] + asked(rollback), details: lines(ended))
    }

    // MARK: - Refused wishes

    static func retryRefused(_ refused: RetryRefused) -> Card {
        let why =
            switch refused.refusal {
            case .underWay: "It is being carried out."
            case .landed: "Every change of it is in place."
            case .superseded: "A membership has been changed the other way since."
            case .withdrawn: "Its request was withdrawn in ServiceNow: to grant it again takes a new request."
            case .rolledBack: "It was rolled back because a person wished it: to grant it again takes a new request."
            case .noSuchEnd: "There is no end of it that could be tried again."
            }
        return Card(
            title: "\(refused.ritm) is not carried out once more", tone: .warning, text: "\(why) Nothing was changed.",
            facts: [
                Card.Fact("Asked for by", "\(refused.retry.askedBy) at \(TicketNote.time(refused.retry.askedAt))")
            ])
    }

    static func rollbackRefused(_ refused: RollbackRefused) -> Card {
        let why =
            switch refused.refusal {
            case .underWay: "It is being carried out."
            case .nothingInPlace: "Nothing that it changed is in place."
            case .superseded:
                "A later request relies on a membership of it, or has changed it the other way, or the access has ended."
            case .noSuchEnd: "There is no end of it that could be taken back."
            }
        return Card(
            title: "\(refused.ritm) is not rolled back", tone: .warning, text: "\(why) Nothing was changed.",
            facts: asked(refused.rollback))
    }

    // MARK: - The end of an access

    static func accessEnded(_ ended: AccessEnded) -> Card {
        Card(
            title: "\(ended.ritm): access has ended", tone: .good,
            text: "It is removed, as approved, and that it is gone was read back.", facts: end(ended))
    }

    static func accessEndFailed(_ ended: AccessEnded) -> Card {
        Card(
            title: "\(ended.ritm): access has ended, and could not be removed", tone: .attention,
            text: "It may still be in place.",
            facts: end(ended) + reasons([ended.outcome.failure].compactMap(\.self)))
    }

    // MARK: - Parts

    private static func end(_ ended: AccessEnded) -> [Card.Fact] {
        [
            person(ended.plan.beneficiary),
            Card.Fact("Group", ended.removal?.groupName ?? ended.outcome.key.group.description),
            Card.Fact("Ended", TicketNote.time(ended.dueAt)),
        ]
    }

    private static func asked(_ rollback: RunRollback?) -> [Card.Fact] {
        guard let rollback else { return [] }
        return [
            Card.Fact("Asked for by", "\(rollback.askedBy) at \(TicketNote.time(rollback.askedAt)): \(rollback.reason)")
        ] + (rollback.agreedBy.map { [Card.Fact("Agreed by", $0)] } ?? [])
    }

    /// What became of each change, as the ticket has it.
    private static func lines(_ ended: RunEnded) -> [String] {
        ended.plan.operations.map { String(TicketNote.line(of: $0, in: ended).trimmingPrefix("- ")) }
    }
}
