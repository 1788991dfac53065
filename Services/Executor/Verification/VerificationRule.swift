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
    /// So long after the change it is given up.
    var limit: Duration

    /// What a delay queue is exact to, in seconds.
    static let tolerance: TimeInterval = 0.2

    /// Reads that are closer than that are of the same moment, in seconds.
    var closest: TimeInterval { max(interval.seconds - Self.tolerance, 0) }

    /// How long to wait before the next read may count; nil when it is due.
    ///
    /// Copies of one message must not make reads of the same moment count as several.
    func wait(appliedAt: Date?, lastReadAt: Date?, now: Date) -> Duration? {
        guard let (since, pause) = lastReadAt.map({ ($0, interval) }) ?? appliedAt.map({ ($0, firstDelay) }) else {
            return nil
        }
        let left = since.addingTimeInterval(pause.seconds).timeIntervalSince(now)
        // A delay queue is as exact as this; and the clocks of executors may differ, so nobody waits for longer than the pause.
        guard left > Self.tolerance else { return nil }
        return Self.hop(min(.milliseconds(Int64((left * 1000).rounded(.up))), pause))
    }

    /// The delay queues have fixed lengths: a wait between two of them is made of several, and looked at after each.
    static func hop(_ wait: Duration) -> Duration {
        RetryRung.notAfter(wait)?.delay ?? .zero
    }

    func isOver(appliedAt: Date?, now: Date) -> Bool {
        guard let appliedAt else { return false }
        return now.timeIntervalSince(appliedAt) > limit.seconds
    }
}

extension Duration {
    fileprivate var seconds: TimeInterval {
        TimeInterval(components.seconds) + TimeInterval(components.attoseconds) / 1e18
    }
}
