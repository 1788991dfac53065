import Domain

/// How an incident says that what failed was put right. Pure.
enum ResolutionText {
    static func note(of event: Event) -> String {
        let text =
            switch event.fact {
            case .runLanded(let ended): TicketNote.landed(ended)
            case .runReverted(let ended): takenBack(ended)
            case .requestBlocked(let blocked): "The request has gone on. \(TicketNote.blocked(blocked))"
            case .approvalRequested(let asked): "The request has gone on. \(ApprovalNote.waiting(asked))"
            case .requestRejected(let rejected): "The request has gone on. \(ApprovalNote.rejected(rejected))"
            case .ticketUpdated, .ticketFulfilled: "The ticket shows what became of the access: that was read back."
            case .accessEnded(let ended): AccessNote.ended(ended)
            case .accessEndCancelled(let cancelled): AccessNote.cancelled(cancelled)
            default: "The request has gone on: \(event.type.rawValue)."
            }
        return IncidentText.cut(text, to: IncidentText.longestText)
    }

    private static func takenBack(_ ended: RunEnded) -> String {
        guard let rollback = ended.rollback else { return "The request has gone on. \(TicketNote.reverted(ended))" }
        let agreed = rollback.agreedBy.map { ", agreed to by \($0)" } ?? ""
        return """
            Taken back: the changes of the run are undone, and that was read back.
            Asked for by \(rollback.askedBy) at \(TicketNote.time(rollback.askedAt))\(agreed): \(rollback.reason)
            """
    }
}
