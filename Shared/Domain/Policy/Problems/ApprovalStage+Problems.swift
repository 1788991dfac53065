extension ApprovalStage {
    /// How many people a stage may need: more are never found.
    static let neededRange = 1...100

    func collectProblems(at path: String, owner: Entitlement.Owner, _ log: inout ProblemLog) {
        log.filled(name, "\(path).name")
        log.within(Self.neededRange, needed, "\(path).needed")
        approvers.collectProblems(at: "\(path).approvers", owner: owner, &log)
        if let escalateTo {
            escalateTo.collectProblems(at: "\(path).escalate_to", owner: owner, &log)
        }
        if let most = approvers.mostPeople, most > 0 {
            log.require(
                needed <= most, "\(path).needed",
                "\(needed) have to say yes, but approvers can't be more than \(most)")
        }
    }
}

extension ApproverPool {
    /// How many people it names at most; nil where that depends on who is in a group.
    var mostPeople: Int? {
        guard membersOf.isEmpty, !owner else { return nil }
        return Set(people.map { $0.lowercased() }).count + (manager ? 1 : 0)
    }

    func collectProblems(at path: String, owner: Entitlement.Owner, _ log: inout ProblemLog) {
        log.require(
            !isEmpty, path, "names nobody, so nobody could decide; name manager, owner, members_of or people")
        log.require(
            !self.owner || owner.group != nil, "\(path).owner",
            "is to decide, but \(owner.name.isEmpty ? "the owner" : owner.name) has no group; name it under owner.group"
        )
        log.unique(membersOf.map(\.description), in: "\(path).members_of")
        log.unique(people.map { $0.lowercased() }, in: "\(path).people")
        for (index, person) in people.enumerated() {
            log.require(
                PolicyShape.Text.principalName.takes(person), "\(path).people[\(index)]",
                "“\(person)” is no user principal name such as ana@contoso.example")
        }
    }
}
