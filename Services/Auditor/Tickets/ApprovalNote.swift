import Domain

/// The texts of notes on people’s decisions: who is asked, until when, who said what, and what is put off. Pure.
enum ApprovalNote {
    static func waiting(_ asked: ApprovalRequested) -> String {
        let plan = asked.plan
        let question = asked.question
        let why =
            plan.risk == .low
            ? "the policy has people decide about it."
            : "the risk of this access is \(plan.risk.rawValue), so a second person has to approve it in Landfall."
        return lines(
            "Awaiting approval: nothing was changed.", "Why: \(why)", "What: \(TicketNote.changes(plan))",
            proposed(plan), question.map(who), question.map { "Decide: \($0.link)" })
    }

    static func reminded(_ reminded: ApprovalReminded) -> String {
        lines(
            "Reminded: nobody has decided yet. Nothing was changed.", who(reminded.question),
            "Decide: \(reminded.question.link)")
    }

    static func escalated(_ escalated: ApprovalEscalated) -> String {
        let question = escalated.question
        return lines(
            "Escalated: \(ApprovalWords.sentence(escalated.cause)) Nothing was changed.", who(question),
            question.asked.isEmpty
                ? "Next move: the owner of the entitlement, who sees to it that somebody can decide before then." : nil,
            "Decide: \(question.link)")
    }

    static func given(_ given: ApprovalGiven) -> String {
        "Decided: \(ApprovalWords.yes(given.vote)), as “\(given.vote.stage)”, at \(TicketNote.time(given.vote.at)) "
            + "\(ApprovalWords.place(given.vote.place))."
    }

    /// For the ticket's work note and close note.
    static func rejected(_ rejected: RequestRejected) -> String {
        let failure = rejected.failure
        let who = rejected.denial.map { denial in
            "Who: \(ApprovalWords.no(denial)), as “\(denial.stage)”, at \(TicketNote.time(denial.at)) \(ApprovalWords.place(denial.place))."
        }
        return lines(
            "\(rejected.denial == nil ? "Expired" : "Rejected"): nothing was changed. The ticket is closed incomplete.",
            "Why: \(failure.reason.sentence) \(TicketNote.detail(failure))", who,
            "What: \(TicketNote.changes(rejected.plan))", proposed(rejected.plan),
            "To have it after all, ask for it anew.", "Reason code: \(failure.reason.rawValue)")
    }

    static func deferred(_ deferred: RunDeferred) -> String {
        lines(
            "Approved, and waits: the policy lets this change begin only at certain hours, next at "
                + "\(TicketNote.time(deferred.opensAt)). Nothing was changed yet; Landfall begins by itself.",
            "What: \(TicketNote.changes(deferred.plan))")
    }

    /// That no person asked by a ticket of their own; nil where one did.
    static func proposed(_ plan: Plan) -> String? {
        plan.proposedBy.map { "Proposed by: \($0), an automation. No person asked for it by themselves." }
    }

    /// What is to be known of an emergency; nil where it is none.
    static func emergency(_ plan: Plan, _ approval: Approval) -> String? {
        guard approval.source == .emergency else { return nil }
        let skipped = ApprovalWords.skipped(plan).joined(separator: "; ")
        return "Emergency: granted before anybody has decided in Landfall. Who would have: \(skipped)."
    }

    private static func who(_ question: ApprovalQuestion) -> String {
        "Who: \(ApprovalWords.stage(question)): \(ApprovalWords.asked(question)) asked, until \(TicketNote.time(question.expiresAt))."
    }

    private static func lines(_ lines: String?...) -> String { lines.compactMap(\.self).joined(separator: "\n") }
}
