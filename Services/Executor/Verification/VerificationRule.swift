import Fleet
import Foundation

/// When and how often a change is read back. Pure.
///
/// A write that was accepted need not be visible yet, and replicas disagree for a while: so it takes several agreeing reads, spaced out, and
/// one that disagrees is no failure.
struct VerificationRule: Hashable, Sendable {
    /// From the change to the first read.
    var firstDelay: Duration
    /// Between two reads.
    var interval: Duration
    /// So many reads in a row have to agree.
    var agreeingReads: Int
    /// After reads for so long that don't prove it, it is given up.
    var limit: Duration

    /// What a delay queue is exact to, in seconds.
    static let tolerance: TimeInterval = 0.2

    /// Reads that are closer than that are of the same moment, in seconds.
    var closest: TimeInterval { max(interval.seconds - Self.tolerance, 0) }

    /// Of the time between two reads, no more than this counts as time without proof, in seconds.
    ///
    /// What is longer was an outage, or a clock that was set: then nobody has looked, and nothing has been shown to be missing.
    var longestGap: TimeInterval { 2 * max(firstDelay.seconds, interval.seconds) + 1 }

    /// How long to wait before the next read may count; nil when it is due.
    ///
    /// Copies of one message must not make reads of the same moment count as several.
    func wait(appliedAt: Date?, lastReadAt: Date?, now: Date) -> Duration? {
        guard let (since, pause) = lastReadAt.map({ ($0, interval) }) ?? appliedAt.map({ ($0, firstDelay) }) else {
            return nil
        }
        // A clock that was set back, or another executor's that is ahead: how much of the pause is over isn't known, so it is looked at now.
        if since.timeIntervalSince(now) > Self.tolerance { return nil }
        let left = since.addingTimeInterval(pause.seconds).timeIntervalSince(now)
        // A delay queue is as exact as this.
        guard left > Self.tolerance else { return nil }
        return Self.hop(min(.milliseconds(Int64((left * 1000).rounded(.up))), pause))
    }

    /// The delay queues have fixed lengths: a wait between two of them is made of several, and looked at after each.
    static func hop(_ wait: Duration) -> Duration {
        RetryRung.notAfter(wait)?.delay ?? .zero
    }

    /// - Parameter unprovedSeconds: for how long reads have been made that didn't prove it.
    func isOver(unprovedSeconds: TimeInterval) -> Bool { unprovedSeconds > limit.seconds }
}

extension Duration {
    fileprivate var seconds: TimeInterval {
        TimeInterval(components.seconds) + TimeInterval(components.attoseconds) / 1e18
    }
}
