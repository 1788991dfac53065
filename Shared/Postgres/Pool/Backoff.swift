/// When to try again after attempts that failed: 50 ms, then twice as long each time up to 5 s, and up to half less by jitter.
struct Backoff {
    static let first: Duration = .milliseconds(50)
    static let longest: Duration = .seconds(5)

    private(set) var failures = 0
    private(set) var notBefore: ContinuousClock.Instant?

    var isFailing: Bool { failures > 0 }

    func allows(_ now: ContinuousClock.Instant) -> Bool { notBefore.map { $0 <= now } ?? true }

    mutating func failed(now: ContinuousClock.Instant, jitter: Double) {
        failures += 1
        let full = min(Self.first * (1 << min(failures - 1, 16)), Self.longest)
        notBefore = now + full * (1 - jitter / 2)
    }

    mutating func reset() { self = Backoff() }
}
