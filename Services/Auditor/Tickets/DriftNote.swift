import Domain
import Foundation

/// The texts of notes about what a ticket had settled, and is otherwise now: written when the ticket has long been closed. Pure.
enum DriftNote {
    static func drifted(_ drifted: AccessDrifted) -> String {
        """
        Looked at again at \(TicketNote.time(drifted.foundAt)): \(sentence(drifted))
        - \(TicketNote.name(drifted.plan.beneficiary)) in \(group(drifted))
        \(lastInOrder(drifted))
        \(TicketNote.approved(drifted.approval, of: drifted.plan))
        Next move: \(nextMove(drifted)) The ticket stays as it is.
        """
    }

    static func ended(_ ended: AccessDriftEnded) -> String {
        """
        Looked at again at \(TicketNote.time(ended.endedAt)): \(end(ended))
        - \(TicketNote.name(ended.beneficiary)) in \(ended.operation.groupName) (\(ended.operation.key.group))
        It had been otherwise at \(TicketNote.time(ended.foundAt)). The ticket stays as it is.
        """
    }

    // MARK: - Parts that cards share

    /// What is so, and what isn't.
    static func sentence(_ drifted: AccessDrifted) -> String {
        switch drifted.kind {
        case .removedOutside:
            "the access of this request is no longer there, and Landfall did not remove it."
                + (drifted.cause.map { " \($0.sentence)" } ?? "")
        case .addedOutside:
            "the access that Landfall had taken away is there again, and Landfall did not add it."
        case .overdue:
            "the access has ended"
                + (drifted.dueAt.map { " at \(TicketNote.time($0))" } ?? "") + ", as approved, and is still there."
        }
    }

    /// What somebody has to do.
    static func nextMove(_ drifted: AccessDrifted) -> String {
        switch drifted.kind {
        case .removedOutside where drifted.repair?.isDue == true:
            "Landfall puts the access back by itself, as the policy says\(earlier(drifted)). "
                + "The directory team finds out in the audit log of Microsoft Entra who removed it."
        case .removedOutside where drifted.repair != nil:
            "the directory team finds out in the audit log of Microsoft Entra who removed it. "
                + "Landfall doesn't put it back again\(earlier(drifted)). If it is still needed, it is asked for again."
        case .removedOutside where drifted.cause != nil:
            "the directory team says whether that was meant. Access that is still needed is asked for again."
        case .removedOutside:
            "the directory team finds out in the audit log of Microsoft Entra who removed it. If it is still needed, it is asked for again."
        case .addedOutside:
            "the directory team finds out in the audit log of Microsoft Entra who added it, and removes it if it isn't meant. "
                + "Landfall doesn't: it is not its own."
        case .overdue:
            "the Landfall operators see on the page of the run, and in the dead-letter queues, why it is not removed yet."
        }
    }

    private static func earlier(_ drifted: AccessDrifted) -> String {
        guard let count = drifted.repair?.earlier, count > 0 else { return "" }
        return "; access of this request had been put back \(count == 1 ? "once" : "\(count) times") before"
    }

    /// How it is now.
    static func end(_ ended: AccessDriftEnded) -> String {
        switch (ended.kind, ended.isMember) {
        case (.removedOutside, true): "the access is there again."
        case (.removedOutside, false):
            "the access is not there, and isn't to be any more: it has ended, or was taken away."
        case (.addedOutside, false), (.overdue, false): "the access is gone."
        case (.addedOutside, true), (.overdue, true): "the access is there, and is meant to be now."
        }
    }

    static func lastInOrder(_ drifted: AccessDrifted) -> String {
        drifted.inOrderAt.map { "Last found in order at \(TicketNote.time($0))." }
            ?? "It had not been looked at again since it was settled."
    }

    private static func group(_ drifted: AccessDrifted) -> String {
        "\(drifted.operation?.groupName ?? "the group") (\(drifted.key.group))"
    }
}
