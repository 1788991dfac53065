/// Counts who said yes to a plan. Pure.
///
/// Whoever asked for the access, or gets it, never counts (I8), and everybody counts once for a plan: two stages mean two people.
public struct VoteCount: Hashable, Sendable {
    /// Those that count, the first of each person, by stage.
    public let votes: [String: [Approval.Vote]]

    /// - Parameter votes: in the order in which they were given.
    public init(of votes: [Approval.Vote], for plan: Plan) {
        var seen: Set<UserID> = []
        let counting = votes.filter { plan.mayBeDecided(by: $0.person.id) && seen.insert($0.person.id).inserted }
        self.votes = Dictionary(grouping: counting, by: \.stage)
    }

    /// Whether a stage has as many as it needs.
    public func satisfies(_ stage: ApprovalStage) -> Bool {
        votes[stage.name, default: []].count >= stage.needed
    }

    /// What the first stage that isn't satisfied lacks, as a sentence; nil: nothing.
    public func missing(of stages: [ApprovalStage]) -> String? {
        stages.first { !satisfies($0) }.map { stage in
            "the stage “\(stage.name)” needs \(stage.needed) who said yes, and has \(votes[stage.name, default: []].count)"
        }
    }
}

extension Plan {
    /// Whether a person is neither the one who asked nor the one who gets the access (I8).
    public func mayBeDecided(by person: UserID) -> Bool {
        person != beneficiary.id && person != requester?.id
    }
}
