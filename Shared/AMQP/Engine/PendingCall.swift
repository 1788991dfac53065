import Synchronization

typealias PendingPublish = PendingCall<PublishRequest, Void>
typealias PendingRequest = PendingCall<BrokerRequest, RequestResult>
typealias PendingUnsubscribe = PendingCall<Subscription, Void>

struct PublishRequest: Sendable {
    let message: AMQPMessage
    let exchange: String
    let routingKey: String
}

/// A few methods that the broker answers.
struct BrokerRequest: Sendable {
    /// Fetching messages has a channel of its own, so that no failed declaration takes a fetched message away.
    enum Purpose: Sendable {
        case declaration
        case fetch
    }

    let methods: [BrokerMethod]
    let purpose: Purpose
}

enum RequestResult: Sendable {
    case done
    case count(Int)
    case delivery(AMQPDelivery?)
}

/// A call on its way: the task that waits, and the thread that answers. The first answer counts, whoever gives it.
final class PendingCall<Request: Sendable, Value: Sendable>: Sendable {
    private typealias Continuation = CheckedContinuation<Result<Value, AMQPError>, Never>

    private enum State {
        case created
        case waiting(Continuation)
        /// Sent: from here on it may have an effect, whatever happens.
        case sent(Continuation)
        case done(Result<Value, AMQPError>)
    }

    let request: Request
    let deadline: ContinuousClock.Instant
    private let state = Mutex(State.created)

    init(_ request: Request, deadline: ContinuousClock.Instant) {
        self.request = request
        self.deadline = deadline
    }

    var isDone: Bool { state.withLock { if case .done = $0 { true } else { false } } }

    /// Posts the call and waits for its answer. Cancelling the task answers at once.
    func perform(post: () -> Bool) async throws(AMQPError) -> Value {
        let answer: Result<Value, AMQPError> = await withTaskCancellationHandler {
            await self.answer(to: post)
        } onCancel: {
            fail(AMQPError(.cancelled, "the task was cancelled"))
        }
        return try answer.get()
    }

    /// As `perform`, but waits also when the task is cancelled.
    func performRegardlessOfCancellation(post: () -> Bool) async throws(AMQPError) -> Value {
        try await answer(to: post).get()
    }

    private func answer(to post: () -> Bool) async -> Result<Value, AMQPError> {
        await withCheckedContinuation { (continuation: Continuation) in
            let early: Result<Value, AMQPError>? = state.withLock { state in
                if case .done(let result) = state { return result }
                state = .waiting(continuation)
                return nil
            }
            if let early {
                continuation.resume(returning: early)
            } else if !post() {
                fail(AMQPError(.stopped, "the client has been stopped"))
            }
        }
    }

    /// - Returns: `false` when nobody waits any more: then don't send.
    func markSent() -> Bool {
        state.withLock { state in
            guard case .waiting(let continuation) = state else { return false }
            state = .sent(continuation)
            return true
        }
    }

    /// - Returns: `false` when nobody waits any more.
    @discardableResult
    func succeed(_ value: Value) -> Bool { finish { _ in .success(value) } }

    /// - Parameter error: gets `mayHaveArrived` when the call was sent.
    func fail(_ error: AMQPError) { _ = finish { .failure($0 ? error.withPossibleArrival() : error) } }

    /// The broker itself says that it did not take the call.
    func refuse(_ error: AMQPError) { _ = finish { _ in .failure(error) } }

    private func finish(_ result: (_ wasSent: Bool) -> Result<Value, AMQPError>) -> Bool {
        let (continuation, outcome): (Continuation?, Result<Value, AMQPError>?) = state.withLock { state in
            switch state {
            case .created:
                state = .done(result(false))
                return (nil, nil)
            case .waiting(let continuation):
                let outcome = result(false)
                state = .done(outcome)
                return (continuation, outcome)
            case .sent(let continuation):
                let outcome = result(true)
                state = .done(outcome)
                return (continuation, outcome)
            case .done: return (nil, nil)
            }
        }
        guard let continuation, let outcome else { return false }
        continuation.resume(returning: outcome)
        return true
    }
}
