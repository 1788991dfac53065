/// Notices that a dependency is down as a whole. A pure state machine: time comes in with each call.
///
/// Closed: calls are made. Open: no call is made until a probe is due. Half open: one probe is on its way.
public struct CircuitBreaker: Hashable, Sendable {
    public struct Limits: Hashable, Sendable {
        /// How many failures in a row open it.
        public var failuresToOpen: Int
        /// The first pause before a probe; doubled with each probe that fails.
        public var firstPause: Duration
        public var longestPause: Duration

        public init(failuresToOpen: Int = 5, firstPause: Duration = .seconds(1), longestPause: Duration = .seconds(30))
        {
            self.failuresToOpen = failuresToOpen
            self.firstPause = firstPause
            self.longestPause = longestPause
        }
    }

    public enum State: Hashable, Sendable {
        /// Can become open.
        case closed(failuresInARow: Int)
        /// Can become half open when the pause is over.
        case open(since: Duration, pause: Duration)
        /// Can become closed or open, as the probe says.
        case halfOpen(pause: Duration)
    }

    public let limits: Limits
    public private(set) var state: State = .closed(failuresInARow: 0)

    public init(limits: Limits = .init()) {
        self.limits = limits
    }

    public var isOpen: Bool {
        switch state {
        case .closed: false
        case .open, .halfOpen: true
        }
    }

    /// The dependency answered.
    public mutating func succeeded() {
        state = .closed(failuresInARow: 0)
    }

    /// The dependency didn't answer, or refused everything.
    ///
    /// - Parameter now: time since any fixed moment.
    public mutating func failed(at now: Duration) {
        switch state {
        case .closed(let failures) where failures + 1 < limits.failuresToOpen:
            state = .closed(failuresInARow: failures + 1)
        case .closed:
            state = .open(since: now, pause: limits.firstPause)
        case .open:
            break
        case .halfOpen(let pause):
            state = .open(since: now, pause: min(pause * 2, limits.longestPause))
        }
    }

    /// How long to wait before a probe; nil when it isn't open.
    public func pause(at now: Duration) -> Duration? {
        guard case .open(let since, let pause) = state else { return nil }
        return max(since + pause - now, .zero)
    }

    /// Takes the right to make the one probe.
    public mutating func beginProbe(at now: Duration) -> Bool {
        guard case .open(_, let pause) = state, self.pause(at: now) == .zero else { return false }
        state = .halfOpen(pause: pause)
        return true
    }
}
