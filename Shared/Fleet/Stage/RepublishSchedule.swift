/// When what follows from a message is published once more, after the broker didn't take it. Pure: how much time has passed comes in.
///
/// A message that is given back at once is delivered again at once. While the broker refuses publishes, that would use up the delivery
/// limit within milliseconds, and empty the work queue into its dead-letter queue.
struct RepublishSchedule: Hashable, Sendable {
    /// The first pause; doubled with each try that fails.
    var firstPause: Duration
    var longestPause: Duration
    /// So long after the message was delivered it is given back. With one more publish that is less than the 5 minutes for which a
    /// message may be held.
    var limit: Duration
    private var nextPause: Duration

    init(
        firstPause: Duration = .milliseconds(500), longestPause: Duration = .seconds(30),
        limit: Duration = .seconds(240)
    ) {
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.limit = limit
        self.nextPause = firstPause
    }

    /// How long to wait before the next try; nil when it is time to give the message back.
    ///
    /// - Parameter elapsed: since the message was delivered.
    mutating func pause(after elapsed: Duration) -> Duration? {
        guard elapsed < limit else { return nil }
        defer { nextPause = min(nextPause * 2, longestPause) }
        return min(nextPause, limit - elapsed)
    }
}

extension Clock where Duration == Swift.Duration {
    /// Tells how much time has passed since it was made.
    func stopwatch() -> @Sendable () -> Swift.Duration {
        let start = now
        return { start.duration(to: self.now) }
    }
}
