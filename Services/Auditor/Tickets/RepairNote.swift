import Domain

/// The texts of notes about access that was removed outside and is put back, as the policy says. Pure.
enum RepairNote {
    static func started(_ started: RunStarted, _ repair: RunRetry) -> String {
        """
        Access is being put back. The ticket stays as it is.
        What: \(changes(started.plan, repair))
        \(asked(repair))
        \(TicketNote.approved(started.approval, of: started.plan))
        """
    }

    static func landed(_ ended: RunEnded, _ repair: RunRetry) -> String {
        """
        Access is put back: that was read back from Microsoft Entra at \(TicketNote.time(ended.endedAt)). The ticket stays as it is.
        \(lines(ended, repair))
        \(asked(repair))
        \(TicketNote.approved(ended.approval, of: ended.plan))
        """
    }

    static func stuck(_ ended: RunEnded, _ repair: RunRetry) -> String {
        let failures = ended.outcomes.compactMap(\.failure)
        return """
            Access could not be put back, or not all of it. What else this ticket had granted stays as it is, and so does the ticket.
            \(lines(ended, repair))
            \(asked(repair))
            Next move: \((failures.first?.reason.responsible ?? .operators).title).
            Reason code: \(failures.map(\.reason.rawValue).joined(separator: ", "))
            """
    }

    /// What was to be put back, in the words of the policy, or in those of whoever tried it again.
    private static func asked(_ repair: RunRetry) -> String {
        "Asked for by \(repair.askedBy) at \(TicketNote.time(repair.askedAt))\(repair.reason.map { ": \($0)" } ?? "")."
    }

    private static func changes(_ plan: Plan, _ repair: RunRetry) -> String {
        plan.operations.filter { repair.concerns($0.key) }.map {
            "add \(TicketNote.name(plan.beneficiary)) to \($0.groupName) again"
        }.joined(separator: "; ")
    }

    private static func lines(_ ended: RunEnded, _ repair: RunRetry) -> String {
        ended.plan.operations.filter { repair.concerns($0.key) }.map { TicketNote.line(of: $0, in: ended) }
            .joined(separator: "\n")
    }
}
