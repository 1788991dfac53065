public import Domain

/// Decides what becomes of a message whose handling failed. Pure: the chance comes in as a generator.
public struct RetryPolicy: Hashable, Sendable {
    /// How often a message is tried before a person has to look at it.
    public var maximumAttempts: Int

    public init(maximumAttempts: Int = 12) {
        self.maximumAttempts = maximumAttempts
    }

    /// What becomes of the message.
    public enum Decision: Hashable, Sendable {
        case retry(RetryRung, countsAsAttempt: Bool)
        case deadLetter
    }

    /// - Parameters:
    ///   - attempt: which attempt has failed, from 1.
    ///   - isOutage: the dependency that the failure names is known to be down as a whole.
    ///
    /// Being throttled and outages are no attempts: neither may ever empty a work queue into a dead-letter queue.
    public func decide(
        _ failure: Failure, attempt: Int, isOutage: Bool, using generator: inout some RandomNumberGenerator
    ) -> Decision {
        if failure.kind == .permanent { return .deadLetter }
        if failure.reason.isThrottling || isOutage {
            let asked = failure.retryAfterSeconds.map { Duration.seconds(max($0, 0)) } ?? .zero
            let floor = isOutage ? RetryRung.fiveSeconds : .oneSecond
            return .retry(max(RetryRung.notBefore(asked) ?? floor, floor), countsAsAttempt: false)
        }
        guard attempt < maximumAttempts else { return .deadLetter }
        let backoff = Self.rung(afterAttempt: attempt, using: &generator)
        let asked = failure.retryAfterSeconds.flatMap { RetryRung.notBefore(.seconds(max($0, 0))) }
        return .retry(max(asked ?? backoff, backoff), countsAsAttempt: true)
    }

    /// Exponential along the ladder; the jitter is a choice among neighbours, because a delay is a queue.
    static func rung(afterAttempt attempt: Int, using generator: inout some RandomNumberGenerator) -> RetryRung {
        let ladder = RetryRung.allCases
        let index = min(max(attempt - 1, 0), ladder.count - 1)
        let neighbours = max(index - 1, 0)...index
        return ladder[neighbours.randomElement(using: &generator) ?? index]
    }
}
