import Domain
import Teams

/// What people have to decide, have not decided yet, or have decided; and what was granted before they could.
extension NoticeCard {
    static func waiting(_ asked: ApprovalRequested) -> Card {
        Card(
            title: "\(asked.ritm) waits for approval", tone: .neutral,
            text: asked.plan.risk == .low
                ? "The policy has people decide about this access. Nothing is changed before that."
                : "The risk of this access is \(asked.plan.risk.rawValue), so a second person has to approve it in Landfall. "
                    + "Nothing is changed before that.",
            facts: about(asked.plan) + who(asked.question), details: changes(asked.plan))
    }

    static func reminded(_ reminded: ApprovalReminded) -> Card {
        Card(
            title: "\(reminded.ritm) still waits for approval", tone: .warning,
            text: "Nobody has decided yet. Nothing is changed before that.",
            facts: about(reminded.plan) + who(reminded.question), details: changes(reminded.plan))
    }

    static func escalated(_ escalated: ApprovalEscalated) -> Card {
        let move =
            escalated.question.asked.isEmpty
            ? [Card.Fact("Next move", "The owner of the entitlement, who sees to it that somebody can decide.")] : []
        return Card(
            title: "\(escalated.ritm): its approval is escalated", tone: .attention,
            text: "\(ApprovalWords.sentence(escalated.cause)) Nothing is changed before somebody does.",
            facts: about(escalated.plan) + who(escalated.question) + move, details: changes(escalated.plan))
    }

    static func rejected(_ rejected: RequestRejected) -> Card {
        let denial = rejected.denial.map { denial in
            [
                Card.Fact(
                    "Who",
                    "\(ApprovalWords.no(denial)), as “\(denial.stage)”, \(ApprovalWords.place(denial.place))")
            ]
        }
        return Card(
            title: "\(rejected.ritm) \(rejected.denial == nil ? "has expired" : "is rejected")", tone: .warning,
            text: "Nothing was changed. The ticket is closed incomplete.",
            facts: about(rejected.plan) + (denial ?? [])
                + reasons([rejected.failure], nextMove: "The requester, who may ask for it anew"),
            details: changes(rejected.plan))
    }

    static func emergency(_ approved: RequestApproved) -> Card {
        let plan = approved.plan
        return Card(
            title: "\(approved.ritm): emergency access is granted before anybody has decided", tone: .attention,
            text:
                "An emergency was named, and the policy gives this access at once then. Nobody has decided in Landfall yet.",
            facts: about(plan) + [
                Card.Fact("Why", plan.emergency?.reason ?? ""),
                Card.Fact(
                    "Approved on the ticket", approved.approval.decisions.map(\.approverName).joined(separator: ", ")),
            ] + ApprovalWords.skipped(plan).map { Card.Fact("Not asked before", $0) } + [
                Card.Fact("Next move", "Those who were not asked, who look at it now")
            ], details: changes(plan))
    }

    // MARK: - Parts

    private static func about(_ plan: Plan) -> [Card.Fact] {
        [person(plan.beneficiary)] + (plan.until.map { [Card.Fact("Until", TicketNote.time($0))] } ?? [])
            + (plan.proposedBy.map { [Card.Fact("Proposed by", "\($0), an automation")] } ?? [])
    }

    private static func who(_ question: ApprovalQuestion?) -> [Card.Fact] {
        guard let question else { return [] }
        return [
            Card.Fact("Who", "\(ApprovalWords.stage(question)): \(ApprovalWords.asked(question)) asked"),
            Card.Fact("Decide until", TicketNote.time(question.expiresAt)),
        ]
    }

    private static func changes(_ plan: Plan) -> [String] {
        plan.operations.map { operation in
            switch operation.key.action {
            case .add: "Add to \(operation.groupName)"
            case .remove: "Remove from \(operation.groupName)"
            }
        }
    }
}
