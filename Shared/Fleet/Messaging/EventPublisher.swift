public import AMQP
public import Domain
public import Foundation

/// States facts: gives them their envelope, sends them to the broker, and returns when the broker has them.
public struct EventPublisher: Sendable {
    private let client: AMQPClient
    private let identity: ServiceIdentity
    private let now: @Sendable () -> Date

    public init(client: AMQPClient, identity: ServiceIdentity, now: @escaping @Sendable () -> Date = { Date() }) {
        self.client = client
        self.identity = identity
        self.now = now
    }

    /// Publishes all of them at once and returns when the broker has confirmed each.
    ///
    /// - Throws: ``Domain/Failure`` with ``Domain/Reason/serviceBrokerUnavailable`` when one is not confirmed. Some may have arrived
    ///   then: publishing them again does no harm, because the same fact has the same id.
    public func publish(_ emissions: [Emission], trace: TraceContext) async throws {
        if emissions.count == 1, let emission = emissions.first {
            return try await publish(emission, trace: trace)
        }
        try await withThrowingDiscardingTaskGroup { group in
            for emission in emissions {
                group.addTask { try await publish(emission, trace: trace) }
            }
        }
    }

    private func publish(_ emission: Emission, trace: TraceContext) async throws(Failure) {
        var generator = SystemRandomNumberGenerator()
        let event = Event(
            emission.fact, at: Timestamp.rounded(now()), by: identity.origin, trace: trace.child(using: &generator))
        let message = try EventMessage.make(event, version: LandfallVersion.current)
        switch emission.destination {
        case .everyone:
            try await send(message, exchange: LandfallTopology.exchange, routingKey: event.type.rawValue)
        case .stage(let stage, let delay):
            try await send(message, toQueue: stage.queue(after: delay))
        }
    }

    /// Puts a message into one queue.
    func send(_ message: AMQPMessage, toQueue queue: String) async throws(Failure) {
        // The default exchange routes by the queue's name.
        try await send(message, exchange: "", routingKey: queue)
    }

    private func send(_ message: AMQPMessage, exchange: String, routingKey: String) async throws(Failure) {
        do throws(AMQPError) {
            try await client.publish(message, exchange: exchange, routingKey: routingKey)
        } catch {
            throw Failure(.serviceBrokerUnavailable, error.description)
        }
    }
}

extension Stage {
    /// The queue in which a message waits that long before the stage gets it.
    func queue(after delay: Duration) -> String {
        RetryRung.notBefore(delay).map(retryQueue) ?? queue
    }
}
