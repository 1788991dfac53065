import Domain
import Foundation
import ServiceNow

/// What is to be made of a request item that is under way, by what ServiceNow says of it. Pure.
enum WatchAssessment: Hashable {
    case stillWanted
    /// It is closed as complete, or as incomplete: by Landfall, it may be, which is known a moment later.
    case lookAgain(at: Date, closedSeenAt: Date)
    case withdrawn(RequestWithdrawal)

    /// So long after it is first seen closed so it wasn't Landfall who closed it. Its stages have the time of a few retries to say so.
    static let ownClosing: TimeInterval = 15

    /// - Parameters:
    ///   - item: nil when ServiceNow didn't show it, which it may not be allowed to, or unable to: nobody has withdrawn it by that.
    ///   - closedSeenAt: since when it is seen closed so.
    ///   - states: the values that states have in the instance.
    static func assess(
        _ item: RequestItem?, closedSeenAt: Date?, _ states: StateValues<ItemState>, at now: Date
    ) -> WatchAssessment {
        guard let item, let withdrawal = item.withdrawal(states, at: now) else { return .stillWanted }
        // Landfall itself closes what has landed, and what was rejected.
        let mayBeOurs = !item.isActive && [states[.closedComplete], states[.closedIncomplete]].contains(item.state)
        guard mayBeOurs else { return .withdrawn(withdrawal) }
        // Also where a clock was set back since.
        let first = min(closedSeenAt ?? now, now)
        let time = first.addingTimeInterval(ownClosing)
        return time <= now ? .withdrawn(withdrawal) : .lookAgain(at: time, closedSeenAt: first)
    }
}
