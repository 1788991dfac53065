import Domain

/// Which channels a card goes to: what is the owners’ to see to, or to decide, to theirs. Pure.
enum CardRouting {
    /// The names that the policy has for them; empty: the common one.
    static func channels(of fact: Fact) -> [String] {
        switch fact {
        case .requestBlocked(let data): (data.owner?.teamsChannel).map { [$0] } ?? []
        case .approvalRequested(let data): data.plan.teamsChannels
        case .approvalReminded(let data): data.plan.teamsChannels
        case .approvalEscalated(let data): data.plan.teamsChannels
        case .requestRejected(let data): data.plan.teamsChannels
        case .requestApproved(let data): data.plan.teamsChannels
        default: []
        }
    }
}
