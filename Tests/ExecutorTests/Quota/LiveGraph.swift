import Synchronization

@testable import Executor

/// A bucket of Graph's in real time, and who was let through.
final class LiveGraph: Sendable {
    private struct State {
        var bucket: SimulatedBucket
        var admitted = 0
        var refused = 0
    }

    private let state: Mutex<State>
    private let start = ContinuousClock.now
    private let limit: QuotaLimit

    init(_ limit: QuotaLimit) {
        self.limit = limit
        state = Mutex(State(bucket: SimulatedBucket(limit: limit.amount, window: limit.window)))
    }

    var admitted: Int { state.withLock(\.admitted) }
    var refused: Int { state.withLock(\.refused) }
    private var now: Double { (ContinuousClock.now - start) / .seconds(1) }

    /// What it would have let through until now.
    var allowed: Double { limit.amount * (1 + now / limit.window) }

    /// One call, and what its answer says.
    func add() -> QuotaReport {
        state.withLock { state in
            let (usage, retryAfter) = state.bucket.charge(1, at: now)
            if retryAfter == nil { state.admitted += 1 } else { state.refused += 1 }
            return QuotaReport(
                isRefused: retryAfter != nil, usage: usage > 0.8 ? (usage * 100).rounded(.up) / 100 : nil,
                retryAfter: retryAfter, budget: retryAfter == nil ? nil : .writes,
                cost: QuotaCost(writes: 1, resourceUnits: 1))
        }
    }
}
