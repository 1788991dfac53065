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

    static func sentence(_ cause: ApprovalEscalated.Cause) -> String {
        switch cause {
        case .overdue: "Nobody decided in time."
        case .nobodyLeft: "Nobody is left who could decide."
        }
    }

    /// “Ben said yes for Ana: “needed for the audit””.
    static func yes(_ vote: Approval.Vote) -> String {
        let behalf = vote.onBehalfOf.map { " for \($0.displayName)" } ?? ""
        let comment = vote.comment.map { ": “\($0)”" } ?? ""
        return "\(vote.person.displayName) said yes\(behalf)\(comment)"
    }

    private static func list(_ names: [String]) -> String {
        guard let last = names.last else { return "nobody" }
        return names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " and " + last
    }
}
