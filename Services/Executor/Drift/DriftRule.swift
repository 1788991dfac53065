import Fleet
import Foundation

/// When memberships are looked at again, and what it takes to say that one has drifted.
struct DriftRule: Hashable, Sendable {
    /// Each membership is looked at once in this time.
    var interval: Duration
    /// How long an access may outlive its end before anybody is told.
    var overduePatience: Duration
    /// So many reads in a row have to agree. Replicas lag: one alone proves nothing.
    var agreeingReads: Int
    /// Between two such reads.
    var pause: Duration

    /// The longest time after which a membership is looked at again on which something was at work.
    private static let longestWait = Duration.seconds(15 * 60)

    /// From a look that told nothing, because something was at work, to the next.
    var wait: Duration { min(interval, Self.longestWait) }

    /// - Parameter verification: how a change is proved; a drift takes as much.
    init(interval: Duration, overduePatience: Duration, as verification: VerificationRule) {
        self.interval = interval
        self.overduePatience = overduePatience
        agreeingReads = verification.agreeingReads
        pause = max(verification.interval, .seconds(1))
    }

    /// - Returns: nil where memberships are not to be looked at again.
    /// - Throws: ``Fleet/ConfigurationError``
    init?(_ settings: Settings, as verification: VerificationRule) throws(ConfigurationError) {
        let interval = try settings.duration("LANDFALL_DRIFT_INTERVAL", default: .seconds(86_400))
        let patience = try settings.duration("LANDFALL_OVERDUE_PATIENCE", default: .seconds(3_600))
        guard interval > .zero else { return nil }
        self.init(interval: interval, overduePatience: patience, as: verification)
    }
}
