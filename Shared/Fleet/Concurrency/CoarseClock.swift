import Synchronization

/// A clock for long waits that mostly end early, such as time limits: all sleepers share one timer.
///
/// A sleep of the system's clock has a timer of its own, which stays behind until its time is over even when the sleeper is cancelled. Where
/// each of thousands of messages a minute has a limit, those timers cost more than the limits are worth. Here a sleep is an entry in a table,
/// and while there are entries one task looks through them: so a sleep is up to ``minimumResolution`` longer than asked for.
public final class CoarseClock: Clock {
    public typealias Instant = ContinuousClock.Instant

    private struct State {
        var lastID: UInt64 = 0
        var sleepers: [UInt64: (deadline: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var isTicking = false
    }

    /// The process's own.
    public static let shared = CoarseClock()

    public let minimumResolution: Swift.Duration
    private let clock = ContinuousClock()
    private let state = Mutex(State())

    public init(resolution: Swift.Duration = .milliseconds(500)) {
        self.minimumResolution = resolution
    }

    public var now: Instant { clock.now }

    /// How many sleep at the moment.
    var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// - Throws: `CancellationError` as soon as the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Swift.Duration? = nil) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (isCancelled, mustTick) = state.withLock { state in
                    // Also when the handler has run already, and found nobody to wake.
                    if Task.isCancelled { return (true, false) }
                    state.sleepers[id] = (deadline, continuation)
                    defer { state.isTicking = true }
                    return (false, !state.isTicking)
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
                // Nobody's child: it serves all sleepers, and ends by itself when there are none.
                if mustTick { Task.detached { await self.tick() } }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
    }

    private func tick() async {
        while let next = wakeDue() {
            let pause = min(next, now + minimumResolution)
            try? await clock.sleep(until: pause)
        }
    }

    /// - Returns: the earliest deadline that is left; nil when there is none, and nobody ticks from now on.
    private func wakeDue() -> Instant? {
        let now = now
        let (due, next) = state.withLock { state in
            let due = state.sleepers.filter { $0.value.deadline <= now }
            for id in due.keys { state.sleepers[id] = nil }
            let next = state.sleepers.values.map(\.deadline).min()
            state.isTicking = next != nil
            return (due.values.map(\.continuation), next)
        }
        for continuation in due { continuation.resume() }
        return next
    }
}
