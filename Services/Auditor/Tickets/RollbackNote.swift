import Domain

/// The texts of work notes on what is taken back because a person wished it. Pure.
enum RollbackNote {
    static func done(_ ended: RunEnded, _ rollback: RunRollback) -> String {
        let headline =
            ended.outcomes.contains { $0.state == .reverted }
            ? "Rolled back: what this ticket had changed is undone, and that was read back at \(TicketNote.time(ended.endedAt))."
            : "Rolled back: this ticket had changed nothing itself, so there was nothing to undo."
        return """
            \(headline) The ticket stays as it is.
            \(ended.plan.operations.map { TicketNote.line(of: $0, in: ended) }.joined(separator: "\n"))
            \(asked(rollback))
            """
    }

    static func stuck(_ ended: RunEnded, _ rollback: RunRollback) -> String {
        """
        Rollback stuck: not every change of this ticket could be undone. The ticket stays as it is.
        \(TicketNote.whatBecame(of: ended))
        \(asked(rollback))
        """
    }

    static func refused(_ refused: RollbackRefused) -> String {
        let why =
            switch refused.refusal {
            case .underWay: "it is being carried out. What comes of it will be told here."
            case .nothingInPlace: "nothing that it changed is in place."
            case .superseded:
                "a later request relies on a membership of it, or has changed it the other way, or the access came to its end."
            case .noSuchEnd: "Landfall knows of no end of it that could be taken back."
            }
        return """
            Not rolled back: \(why) Nothing was changed.
            \(asked(refused.rollback))
            """
    }

    private static func asked(_ rollback: RunRollback) -> String {
        let agreed = rollback.agreedBy.map { " Agreed to by \($0)." } ?? ""
        return "Asked for by \(rollback.askedBy) at \(TicketNote.time(rollback.askedAt)): \(rollback.reason).\(agreed)"
    }
}
