import Domain
import Teams

/// What was looked at again, and is otherwise than Landfall left it.
extension NoticeCard {
    static func drifted(_ drifted: AccessDrifted) -> Card {
        let title =
            switch drifted.kind {
            case .removedOutside: "access was removed outside of Landfall"
            case .addedOutside: "access was added outside of Landfall"
            case .overdue: "access has ended, and is still there"
            }
        return Card(
            title: "\(drifted.ritm): \(title)", tone: .attention, text: sentenceCase(DriftNote.sentence(drifted)),
            facts: [person(drifted.plan.beneficiary), group(drifted.operation, drifted.key)]
                + approvers(drifted.approval) + [
                    Card.Fact("Last in order", drifted.inOrderAt.map(TicketNote.time) ?? "Not looked at before"),
                    Card.Fact("Found", TicketNote.time(drifted.foundAt)),
                    Card.Fact("Next move", sentenceCase(DriftNote.nextMove(drifted))),
                ])
    }

    /// In place of the cards of many.
    static func driftedInNumbers(_ drifted: AccessDrifted) -> Card {
        Card(
            title: "\(drifted.ritm) and \(drifted.numberInGroup - 1) more have drifted in one group", tone: .attention,
            text:
                "So many memberships of the group are no longer as Landfall left them. Each is on record, and on its ticket; "
                + "no more cards are sent for each.",
            facts: [
                group(drifted.operation, drifted.key), Card.Fact("Found", TicketNote.time(drifted.foundAt)),
                Card.Fact(
                    "Next move",
                    "The directory team finds out in the audit log of Microsoft Entra what was done to the group."),
            ])
    }

    static func driftEnded(_ ended: AccessDriftEnded) -> Card {
        Card(
            title: "\(ended.ritm): access no longer drifts", tone: .good, text: sentenceCase(DriftNote.end(ended)),
            facts: [
                person(ended.beneficiary), group(ended.operation, ended.operation.key),
                Card.Fact("Had drifted", TicketNote.time(ended.foundAt)),
                Card.Fact("Found", TicketNote.time(ended.endedAt)),
            ])
    }

    // MARK: - Parts

    private static func group(_ operation: PlannedOperation?, _ key: OperationKey) -> Card.Fact {
        Card.Fact("Group", operation?.groupName ?? key.group.description)
    }

    private static func approvers(_ approval: Approval) -> [Card.Fact] {
        [Card.Fact("Approved by", approval.decisions.map(\.approverName).joined(separator: ", "))]
    }

    private static func sentenceCase(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
