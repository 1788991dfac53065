public import AMQP
import Domain

/// Landfall's exchange, queues and bindings, declared by every service when it connects: all of it, so that none has to start first.
public enum LandfallTopology {
    public static let exchange = "landfall.events"

    /// How often the broker takes a message back from consumers that die with it: with the next return after that many it dead-letters
    /// the message. The stage does so itself at the last delivery, which carries just this count; the broker's limit is the last resort.
    public static let deliveryLimit = 20

    /// The broker's header with the number of times that a message was returned to its queue.
    static let deliveryCountHeader = "x-delivery-count"

    public static let topology = AMQPTopology(
        exchanges: [.init(name: exchange, kind: .topic, durable: true)],
        queues: Stage.allCases.flatMap(queues(of:)),
        bindings: Stage.allCases.flatMap(bindings(of:)))

    static func queues(of stage: Stage) -> [AMQPTopology.Queue] {
        let work = AMQPTopology.Queue(
            name: stage.queue,
            arguments: deadLettering(to: stage.deadQueue, "x-delivery-limit", .int64(Int64(deliveryLimit))))
        let retries = RetryRung.allCases.map { rung in
            AMQPTopology.Queue(
                name: stage.retryQueue(rung),
                arguments: deadLettering(to: stage.queue, "x-message-ttl", .int64(rung.delay.milliseconds)))
        }
        let dead = AMQPTopology.Queue(name: stage.deadQueue, arguments: ["x-queue-type": "quorum"])
        return [work] + retries + [dead]
    }

    static func bindings(of stage: Stage) -> [AMQPTopology.Binding] {
        let keys: [String] =
            switch stage.takes {
            case .everything: ["#"]
            case .types(let types): types.map(\.rawValue)
            }
        return keys.map { .init(queue: stage.queue, exchange: exchange, routingKey: $0) }
    }

    /// At-least-once dead-lettering needs a quorum queue that refuses publishes when it is full
    /// (https://www.rabbitmq.com/docs/quorum-queues#activating-at-least-once-dead-lettering).
    private static func deadLettering(to queue: String, _ key: String, _ value: AMQPValue) -> AMQPTable {
        var arguments: AMQPTable = [
            "x-queue-type": "quorum",
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": .string(queue),
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        ]
        arguments[key] = value
        return arguments
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
