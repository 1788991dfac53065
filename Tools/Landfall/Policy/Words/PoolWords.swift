import Domain

/// Words about who decides.
enum PoolWords {
    /// “the manager, the owner's group, members of b1…, ana@contoso.example”.
    static func text(of pool: ApproverPool) -> String {
        var parts: [String] = []
        if pool.manager { parts.append("the person's manager") }
        if pool.owner { parts.append("the owner's group") }
        parts += pool.membersOf.map { "members of \($0)" }
        parts += pool.people
        return parts.isEmpty ? "nobody" : parts.joined(separator: ", ")
    }

    /// “Manager: 1 of the manager; escalated to …”.
    static func text(of stage: ApprovalStage) -> String {
        let escalation = stage.escalateTo.map { "; when escalated also \(text(of: $0))" } ?? ""
        return "\(stage.name): \(stage.needed) of \(text(of: stage.approvers))\(escalation)"
    }
}
