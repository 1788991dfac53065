import Domain

/// How long to wait before a read is tried again, and when to give up. Pure: the chance comes in as a generator.
struct RetryRule: Hashable {
    /// A longer wait isn't waited for: the search is gone on with later.
    static let longestWait = Duration.seconds(3600)
    /// Tries of one read, when nothing comes back of it: some four minutes.
    static let maximumTries = 9
    /// Tries where the answer is the other side's, and bad: an instance has been seen to refuse a token that it accepts a moment later, but
    /// wrong credentials stay wrong.
    static let maximumRefusals = 3
    /// How often one read may be asked to wait.
    static let maximumThrottles = 60

    private var tries = 0
    private var refusals = 0
    private var throttles = 0

    /// Nil: give up.
    mutating func wait(after failure: Failure, using generator: inout some RandomNumberGenerator) -> Duration? {
        guard failure.kind != .permanent else { return nil }
        let asked = Duration.seconds(failure.retryAfterSeconds ?? 0)
        let count: Int
        if failure.reason.isThrottling {
            throttles += 1
            guard throttles < Self.maximumThrottles else { return nil }
            count = throttles
        } else if [.serviceNowUnauthorized, .graphUnauthorized, .graphUnreadable].contains(failure.reason) {
            refusals += 1
            guard refusals < Self.maximumRefusals else { return nil }
            count = refusals
        } else {
            tries += 1
            guard tries < Self.maximumTries else { return nil }
            count = tries
        }
        // Doubled each time, up to a minute; chosen at random in the upper half, so that two callers don't meet again.
        let backoff = Duration.seconds(min(1 << min(count - 1, 6), 60)) * Double.random(in: 0.5...1, using: &generator)
        let wait = max(asked, backoff)
        return wait <= Self.longestWait ? wait : nil
    }
}
