import Synchronization

/// Carries out together what is asked for within a few milliseconds under the same key: for calls of which one can do the work of many.
///
/// The first to ask opens a batch; it is closed when the time is over or the batch is full, and carried out for all that are in it. Batches
/// don't wait for one another. One who is cancelled leaves the batch's outcome to the others.
public final class Gatherer<Key: Hashable & Sendable, Item: Sendable, Output: Sendable>: Sendable {
    /// Carries out a batch; gives an outcome for each item, in their order.
    public typealias CarryOut = @Sendable (Key, [Item]) async -> [Result<Output, any Error>]

    private final class Batch: Sendable {
        struct State {
            var items: [Item] = []
            var waiters: [Int: CheckedContinuation<Output, any Error>] = [:]
            var outcomes: [Result<Output, any Error>]?
        }

        let state = Mutex(State())
    }

    private let limit: Int
    private let window: Duration
    private let clock: any Clock<Duration>
    private let carryOut: CarryOut
    private let open = Mutex<[Key: Batch]>([:])

    /// - Parameters:
    ///   - limit: how many items go into one batch at most; at least 1.
    ///   - window: how long a batch stays open.
    public init(
        limit: Int, window: Duration, clock: any Clock<Duration> = ContinuousClock(), carryOut: @escaping CarryOut
    ) {
        precondition(limit > 0, "a batch of nothing would never end")
        self.limit = limit
        self.window = window
        self.clock = clock
        self.carryOut = carryOut
    }

    /// Returns what came of the item.
    ///
    /// - Throws: why nothing came of it; `CancellationError` when the task was cancelled: the item may be carried out all the same.
    public func add(_ item: Item, for key: Key) async throws -> Output {
        let (batch, index, isFirst, isFull) = join(item, key)
        if isFull {
            close(batch, key)
        } else if isFirst {
            // Of nobody who asked: the others in the batch depend on it. It ends by itself, with the batch.
            Task {
                try? await clock.sleep(for: window)
                close(batch, key)
            }
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Output, any Error>? = batch.state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if let outcomes = state.outcomes { return Self.outcome(index, of: outcomes) }
                    state.waiters[index] = continuation
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let waiter = batch.state.withLock { $0.waiters.removeValue(forKey: index) }
            waiter?.resume(throwing: CancellationError())
        }
    }

    private func join(_ item: Item, _ key: Key) -> (Batch, index: Int, isFirst: Bool, isFull: Bool) {
        open.withLock { open in
            let batch = open[key] ?? Batch()
            let count = batch.state.withLock { state in
                state.items.append(item)
                return state.items.count
            }
            open[key] = count < limit ? batch : nil
            return (batch, count - 1, count == 1, count == limit)
        }
    }

    /// Carries a batch out, unless somebody does already.
    private func close(_ batch: Batch, _ key: Key) {
        let items: [Item] = open.withLock { open in
            if open[key] === batch { open[key] = nil }
            return batch.state.withLock { state in
                defer { state.items = [] }
                return state.items
            }
        }
        guard !items.isEmpty else { return }
        // Of nobody who asked either: it ends when all that are in it have their outcome.
        Task {
            let outcomes = await carryOut(key, items)
            let waiters = batch.state.withLock { state in
                state.outcomes = outcomes
                defer { state.waiters = [:] }
                return state.waiters
            }
            for (index, waiter) in waiters { waiter.resume(with: Self.outcome(index, of: outcomes)) }
        }
    }

    private static func outcome(_ index: Int, of outcomes: [Result<Output, any Error>]) -> Result<Output, any Error> {
        index < outcomes.count ? outcomes[index] : .failure(CancellationError())
    }
}
