import AMQP
import Domain
import Synchronization
import TestSupport

/// Hears every event that is stated. At each `run.landed` it looks at once whether that is so.
final class Witness: Sendable {
    static let queue = "witness"

    private struct State {
        var events: [Event] = []
        var falsehoods: [String] = []
    }

    private let state = Mutex(State())
    private let isMember: @Sendable (OperationKey) -> Bool

    /// - Parameter isMember: whether the key's person is in the key's group at this moment.
    init(isMember: @escaping @Sendable (OperationKey) -> Bool) {
        self.isMember = isMember
    }

    /// Listens until the task is cancelled.
    func listen(on client: AMQPClient) async throws {
        try await client.withDeliveries(from: Self.queue, prefetch: 100) { deliveries in
            for try await delivery in deliveries {
                hear(try EventCoding.decode(delivery.message.body))
                try await delivery.ack()
            }
        }
    }

    private func hear(_ event: Event) {
        var falsehoods: [String] = []
        if case .runLanded(let ended) = event.fact {
            falsehoods = ended.outcomes.filter { isMember($0.key) != ($0.key.action == .add) }.map { outcome in
                "\(outcome.key) is said to have landed, and hasn't"
            }
            if !ended.isProved { falsehoods.append("\(event.ritm) is said to have landed without proof") }
        }
        state.withLock {
            $0.events.append(event)
            $0.falsehoods += falsehoods
        }
    }

    /// What was stated of an order, each fact once.
    func facts(of order: Order) -> [Fact] {
        var seen: Set<String> = []
        return state.withLock(\.events)
            .filter { $0.ritm == order.plan.ticket.number && seen.insert("\($0.id)").inserted }.map(\.fact)
    }

    func types(of order: Order) -> [EventType] { facts(of: order).map(\.type) }

    /// False landings.
    var falsehoods: [String] { state.withLock(\.falsehoods) }

    /// The calls of which an outcome was stated: the key, and which call it was.
    var attempts: Set<String> {
        Set(
            state.withLock(\.events).compactMap { event in
                switch event.fact {
                case .operationApplied(let fact): "\(fact.key) \(fact.attempt)"
                case .operationAttemptFailed(let fact): "\(fact.key) \(fact.attempt)"
                case .operationThrottled(let fact): "\(fact.key) \(fact.attempt)"
                case .operationUndoApplied(let fact): "\(fact.key) \(fact.attempt)"
                case .operationUndoRefused(let fact): "\(fact.key) \(fact.attempt)"
                case .operationReverted(let fact): "\(fact.key) \(fact.attempt)"
                default: nil
                }
            })
    }

    /// Why calls for an order failed, were throttled or refused, in the order of the calls.
    func failures(of order: Order) -> [Reason] {
        facts(of: order).compactMap { fact in
            switch fact {
            case .operationAttemptFailed(let failed): failed.failure.reason
            case .operationThrottled(let throttled): throttled.failure.reason
            case .operationRefused(let refused): refused.failure.reason
            case .operationUndoRefused(let refused): refused.failure.reason
            default: nil
            }
        }
    }
}
