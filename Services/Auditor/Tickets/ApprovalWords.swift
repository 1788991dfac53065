import Domain

/// Words about people who decide, for notes, cards and pages. Pure.
enum ApprovalWords {
    /// “Ben is”, “2 of Ana, Ben and Cleo are”.
    static func asked(_ question: ApprovalQuestion) -> String {
        let names = list(question.asked.map(\.displayName))
        let several = question.asked.count > 1
        return several && question.needed < question.asked.count
            ? "\(question.needed) of \(names) \(question.needed == 1 ? "is" : "are")"
            : "\(names) \(several ? "are" : "is")"
    }

    /// “Owner” (stage 2 of 2).
    static func stage(_ question: ApprovalQuestion) -> String {
        "“\(question.stage)”\(question.count > 1 ? " (stage \(question.number) of \(question.count))" : "")"
    }

    static func sentence(_ cause: ApprovalEscalated.Cause) -> String {
        switch cause {
        case .overdue: "Nobody decided in time."
        case .nobodyLeft: "Nobody is left who could decide."
        }
    }

    /// “Ben said yes for Ana: “needed for the audit””.
    static func yes(_ vote: Approval.Vote) -> String { said("yes", vote) }

    static func no(_ vote: Approval.Vote) -> String { said("no", vote) }

    /// “on Landfall’s page”, “in ServiceNow”.
    static func place(_ place: Approval.Vote.Place) -> String {
        switch place {
        case .page: "on Landfall’s page"
        case .serviceNow: "in ServiceNow"
        }
    }

    /// Everybody who approved a plan, where, and with which words; of an emergency, that nobody has decided in Landfall yet, and why.
    static func approvers(_ approval: Approval, of plan: Plan) -> String {
        let ticket = approval.decisions.map { "\($0.approverName) at \(TicketNote.time($0.at))" }.joined(
            separator: "; ")
        switch approval.source {
        case .ticket: return ticket
        case .people: return (["\(ticket) on the ticket"] + approval.votes.map(vote)).joined(separator: "; ")
        case .emergency:
            return "\(ticket) on the ticket; nobody has decided in Landfall yet, as it is an emergency: "
                + "“\(plan.emergency?.reason ?? "")”"
        }
    }

    /// Who would have decided about an emergency before, stage by stage.
    static func skipped(_ plan: Plan) -> [String] {
        (plan.approvals?.stages ?? []).map { stage in
            let needed = stage.needed == 1 ? "" : "\(stage.needed) of: "
            return "\(stage.name): \(needed)\(pool(stage.approvers, of: plan))"
        }
    }

    /// “Ana’s manager, the members of the group … or ben@contoso.example”.
    static func pool(_ pool: ApproverPool, of plan: Plan) -> String {
        let parts =
            (pool.manager ? ["the manager of \(plan.beneficiary.displayName)"] : [])
            + (pool.owner ? ["the owner"] : []) + pool.membersOf.map { "the members of the group \($0)" } + pool.people
        return list(parts, "or")
    }

    private static func said(_ word: String, _ vote: Approval.Vote) -> String {
        let behalf = vote.onBehalfOf.map { " for \($0.displayName)" } ?? ""
        let comment = vote.comment.map { ": “\($0)”" } ?? ""
        return "\(vote.person.displayName) said \(word)\(behalf)\(comment)"
    }

    private static func vote(_ vote: Approval.Vote) -> String {
        let behalf = vote.onBehalfOf.map { " for \($0.displayName)" } ?? ""
        let comment = vote.comment.map { ": “\($0)”" } ?? ""
        return
            "\(vote.person.displayName)\(behalf) at \(TicketNote.time(vote.at)) \(place(vote.place)) as “\(vote.stage)”\(comment)"
    }

    private static func list(_ names: [String], _ word: String = "and") -> String {
        guard let last = names.last else { return "nobody" }
        return names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " \(word) " + last
    }
}
