/// How long a flow is waited for: to make its catalogue task, or to close the request item when the task is closed. Pure.
struct FollowPatience: Hashable, Sendable {
    /// After so much waiting it is said that the flow doesn't do it.
    var limit = Duration.seconds(600)

    /// A longer time between two looks counts as this much: while ServiceNow is away nobody looks, and its flows stand still, too.
    static let longestStep = Duration.seconds(60)

    /// The pause before the next look: flows need a second mostly, and some need minutes.
    ///
    /// - Parameter waited: how long the flow was waited for already.
    /// - Returns: nil when it has been waited for long enough.
    func pause(after waited: Duration) -> Duration? {
        guard waited < limit else { return nil }
        return switch waited {
        case ..<Duration.seconds(10): .seconds(1)
        case ..<Duration.seconds(60): .seconds(5)
        default: .seconds(30)
        }
    }
}
