import Domain
import Foundation

/// What an event says about access that was validated and has not come to rest. Pure.
enum UnderWayStep: Hashable, Sendable {
    /// A run has begun, perhaps once more: what its plan adds is on its way, also where an earlier start had come to an end.
    case begun(RITMNumber, start: Int, user: UserID, groups: [GroupID], at: Date)
    /// A run has landed: what it added is in place, though Entra may not show it everywhere yet.
    case landed(RITMNumber, start: Int, at: Date)
    /// A run was taken back: nothing of it is in place.
    case reverted(RITMNumber, start: Int, at: Date)
    /// A run is stuck: a part may be in place, and a retry may add the rest.
    case stuck(RITMNumber, start: Int, at: Date)
    /// People said no, or nobody said anything.
    case rejected(RITMNumber, at: Date)
    /// Somebody withdrew it: nothing is begun any more, and what has begun comes to an end.
    case withdrawn(RITMNumber, at: Date)

    /// Nil for an event that says nothing about it.
    init?(_ event: Event) {
        switch event.fact {
        case .runStarted(let data):
            self = .begun(
                data.ritm, start: data.retry?.start ?? 1, user: data.plan.beneficiary.id,
                groups: data.plan.addedGroups, at: event.at)
        case .runLanded(let data): self = .landed(data.ritm, start: data.start ?? 1, at: data.endedAt)
        case .runReverted(let data): self = .reverted(data.ritm, start: data.start ?? 1, at: data.endedAt)
        case .runStuck(let data): self = .stuck(data.ritm, start: data.start ?? 1, at: data.endedAt)
        case .requestRejected(let data): self = .rejected(data.ritm, at: event.at)
        case .requestWithdrawn(let data): self = .withdrawn(data.ritm, at: event.at)
        default: return nil
        }
    }
}

extension Plan {
    /// The groups that it adds its person to.
    var addedGroups: [GroupID] { operations.map(\.key).filter { $0.action == .add }.map(\.group) }
}
