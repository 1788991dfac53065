import Domain
import Foundation

/// What is to be done next about an intent. Pure.
enum IntentStep: Hashable {
    /// Nothing was ordered, or it is known that nothing was.
    case order
    /// The order was answered: its request item is to be read.
    case readItem(of: SysID)
    /// An order may have been made without an answer: it is looked for by its mark among what was ordered since.
    case look(since: Date)
    /// An instance may still carry out a call whose answer was lost.
    case wait(until: Date)

    /// How far the instance's clock may be behind, in seconds.
    static let skew: TimeInterval = 300

    /// - Parameter lateness: how long an instance may still carry out a call whose answer was lost, in seconds.
    static func next(
        of state: IntentStore.State, orderedAt: Date?, request: SysID?, lateness: TimeInterval, now: Date
    ) -> IntentStep {
        guard state == .ordering, let orderedAt else { return .order }
        if let request { return .readItem(of: request) }
        let end = orderedAt.addingTimeInterval(lateness)
        return now < end ? .wait(until: end) : .look(since: orderedAt.addingTimeInterval(-skew))
    }
}
