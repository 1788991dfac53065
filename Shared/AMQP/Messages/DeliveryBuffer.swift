import DequeModule
import Synchronization

/// Hands deliveries from the connection's thread to the tasks that wait for them.
///
/// It needs no bound of its own: the broker never sends more than the consumer's prefetch without a settlement.
final class DeliveryBuffer: Sendable {
    private typealias Waiter = CheckedContinuation<Result<AMQPDelivery?, AMQPError>, Never>

    private struct State {
        var deliveries: Deque<AMQPDelivery> = []
        var waiters: [(id: UInt64, continuation: Waiter)] = []
        var nextWaiter: UInt64 = 0
        var end: Result<AMQPDelivery?, AMQPError>?
    }

    private let state = Mutex(State())

    func append(_ delivery: AMQPDelivery) {
        let waiter: Waiter? = state.withLock { state in
            guard state.end == nil else { return nil }
            guard !state.waiters.isEmpty else {
                state.deliveries.append(delivery)
                return nil
            }
            return state.waiters.removeFirst().continuation
        }
        waiter?.resume(returning: .success(delivery))
    }

    /// Forgets what was not handed out: the channel is gone, the broker delivers it again.
    func discardAll() { state.withLock { $0.deliveries.removeAll() } }

    /// Ends the sequence, with an error or in good order. Only the first end counts.
    func finish(_ error: AMQPError? = nil) {
        let (waiters, end): ([Waiter], Result<AMQPDelivery?, AMQPError>) = state.withLock { state in
            let end = state.end ?? error.map { .failure($0) } ?? .success(nil)
            state.end = end
            state.deliveries.removeAll()
            defer { state.waiters.removeAll() }
            return (state.waiters.map(\.continuation), end)
        }
        for waiter in waiters { waiter.resume(returning: end) }
    }

    func next() async throws(AMQPError) -> AMQPDelivery? {
        let id = state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: Waiter) in
                let immediate: Result<AMQPDelivery?, AMQPError>? = state.withLock { state in
                    if Task.isCancelled { return .success(nil) }
                    if let delivery = state.deliveries.popFirst() { return .success(delivery) }
                    if let end = state.end { return end }
                    state.waiters.append((id, continuation))
                    return nil
                }
                if let immediate { continuation.resume(returning: immediate) }
            }
        } onCancel: {
            let waiter: Waiter? = state.withLock { state in
                guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
                return state.waiters.remove(at: index).continuation
            }
            waiter?.resume(returning: .success(nil))
        }
        return try result.get()
    }
}
