/// The time as of the latest turn of the transfer thread's loop, read once for all that happens in the turn.
final class LoopClock {
    private let start: ContinuousClock.Instant
    private(set) var now: ContinuousClock.Instant
    /// The same time as ``now``, for notes that are taken far more often than they are read: an instant's layout is known
    /// only at run time, so that copying one takes several calls.
    private(set) var elapsed = Duration.zero

    init() {
        start = .now
        now = start
    }

    func advance() {
        now = .now
        elapsed = start.duration(to: now)
    }

    func instant(at elapsed: Duration) -> ContinuousClock.Instant {
        start + elapsed
    }
}
