import AMQP
import Synchronization
import Testing

@Suite("Consuming from a real broker", .timeLimit(.minutes(5)))
struct ConsumeTests {
    private static func fill(_ client: AMQPClient, _ queue: String, _ count: Int) async throws {
        for number in 0..<count {
            try await client.publish(AMQPMessage(body: [UInt8(number)]), exchange: "", routingKey: queue)
        }
    }

    @Test("Deliveries come in order, and acknowledged ones do not come again")
    func consumeAndAcknowledge() async throws {
        try await TestBroker.withQueue { client, queue in
            try await Self.fill(client, queue, 50)
            let bodies = try await client.withDeliveries(from: queue, prefetch: 10) { deliveries in
                var bodies: [UInt8] = []
                for try await delivery in deliveries {
                    bodies += delivery.message.body
                    try await delivery.ack()
                    if bodies.count == 50 { break }
                }
                return bodies
            }
            #expect(bodies == Array(0..<50))
            #expect(try await client.messageCount(of: queue) == 0)
            #expect(try await client.get(from: queue)?.message == nil)
        }
    }

    @Test("No more than the prefetch is handed over, and leaving puts it back")
    func prefetch() async throws {
        try await TestBroker.withQueue { client, queue in
            try await Self.fill(client, queue, 20)
            try await client.withDeliveries(from: queue, prefetch: 5) { deliveries in
                var iterator = deliveries.makeAsyncIterator()
                let first = try #require(try await iterator.next())
                #expect(first.message.body == [0])
                try await eventually("five are out") { try await client.messageCount(of: queue) == 15 }
                try await first.ack()
                try await eventually("one more is out") { try await client.messageCount(of: queue) == 14 }
            }
            try await eventually("the rest is back") { try await client.messageCount(of: queue) == 19 }
            let again = try #require(try await client.get(from: queue))
            #expect(again.message.body == [1])
            #expect(again.redelivered)
            try await again.reject(requeue: true)
        }
    }

    @Test("A requeued message comes again, marked as redelivered")
    func requeue() async throws {
        try await TestBroker.withQueue { client, queue in
            try await Self.fill(client, queue, 1)
            let seen = try await client.withDeliveries(from: queue, prefetch: 1) { deliveries in
                var seen: [Bool] = []
                for try await delivery in deliveries {
                    seen.append(delivery.redelivered)
                    if seen.count == 2 {
                        try await delivery.ack()
                        break
                    }
                    try await delivery.reject(requeue: true)
                }
                return seen
            }
            #expect(seen == [false, true])
        }
    }

    @Test("A delivery can be settled once, and only while its consumer lives")
    func settlement() async throws {
        try await TestBroker.withQueue { client, queue in
            try await Self.fill(client, queue, 2)
            let left = try await client.withDeliveries(from: queue, prefetch: 2) { deliveries in
                var iterator = deliveries.makeAsyncIterator()
                let first = try #require(try await iterator.next())
                let second = try #require(try await iterator.next())
                #expect(first.canBeSettled && second.canBeSettled)
                try await first.ack()
                #expect(!first.canBeSettled && second.canBeSettled)
                #expect(try await amqpError { try await first.ack() }.code == .alreadySettled)
                #expect(try await amqpError { try await first.reject(requeue: true) }.code == .alreadySettled)
                return second
            }
            #expect(!left.canBeSettled)
            #expect(try await amqpError { try await left.ack() }.code == .deliveryLost)
            try await eventually("the other is back") { try await client.messageCount(of: queue) == 1 }
        }
    }

    @Test("Several tasks share a consumer, and each delivery goes to one of them")
    func sharing() async throws {
        try await TestBroker.withQueue { client, queue in
            try await Self.fill(client, queue, 100)
            let bodies = Bodies()
            try await client.withDeliveries(from: queue, prefetch: 8) { deliveries in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            for try await delivery in deliveries {
                                bodies.append(delivery.message.body)
                                try await delivery.ack()
                            }
                        }
                    }
                    try await eventually("all are taken") { bodies.sorted.count >= 100 }
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }
            #expect(bodies.sorted == Array(0..<100))
        }
    }

    private final class Bodies: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        func append(_ body: [UInt8]) { bytes.withLock { $0 += body } }
        var sorted: [UInt8] { bytes.withLock { $0.sorted() } }
    }

    @Test("Cancelling the task ends the loop without an error, and the consumer with it")
    func cancellation() async throws {
        try await TestBroker.withQueue { client, queue in
            let task = Task {
                try await client.withDeliveries(from: queue, prefetch: 1) { deliveries in
                    for try await delivery in deliveries { try await delivery.ack() }
                    return "left"
                }
            }
            try await Self.fill(client, queue, 3)
            try await eventually("the consumer works") { try await client.messageCount(of: queue) == 0 }
            task.cancel()
            #expect(try await task.value == "left")
            try await Self.fill(client, queue, 1)
            #expect(try await client.messageCount(of: queue) == 1)
        }
    }

    @Test("A queue that does not exist ends the loop with notFound")
    func missingQueue() async throws {
        try await TestBroker.withQueue { client, queue in
            let error = try await amqpError {
                try await client.withDeliveries(from: "test.missing", prefetch: 1) { deliveries in
                    for try await _ in deliveries {}
                }
            }
            #expect(error.code == .notFound)
            #expect(error.brokerReplyCode == 404)
            try await Self.fill(client, queue, 1)
            #expect(client.isConnected)
        }
    }

    @Test("Deleting the queue under a consumer ends its loop with an error", arguments: ["quorum", "classic"])
    func deletedQueue(type: String) async throws {
        try await TestBroker.withQueue(arguments: ["x-queue-type": .string(type)]) { client, queue in
            try await Self.fill(client, queue, 1)
            // A consumer that doesn't declare the queue. RabbitMQ 3.10 may fail over a queue that vanishes under a basic.consume, and end
            // the connection; with the next one the queue would be declared again, and be consumed for ever.
            try await TestBroker.withClient(TestBroker.configuration()) { consumer in
                let error = try await amqpError {
                    try await consumer.withDeliveries(from: queue, prefetch: 1) { deliveries in
                        for try await delivery in deliveries {
                            try await delivery.ack()
                            try await client.delete(queue: queue)
                        }
                        Issue.record("the loop ended without an error")
                    }
                }
                #expect(error.code == .notFound)
                try await eventually("the consumer's connection is there") { consumer.isConnected }
            }
        }
    }

    @Test("A queue that is deleted and declared again is consumed again")
    func declaredAgain() async throws {
        try await TestBroker.withQueue(arguments: [:]) { client, queue in
            try await Self.fill(client, queue, 1)
            var configuration = try TestBroker.configuration()
            configuration.reconnect = .init(initial: .milliseconds(500), maximum: .seconds(1), jitter: 0)
            try await TestBroker.withClient(configuration) { consumer in
                try await consumer.withDeliveries(from: queue, prefetch: 1) { deliveries in
                    var count = 0
                    for try await delivery in deliveries {
                        try await delivery.ack()
                        count += 1
                        if count == 2 { break }
                        try await client.delete(queue: queue)
                        try await client.declare(AMQPTopology(queues: [.init(name: queue)]))
                        try await Self.fill(client, queue, 1)
                    }
                    #expect(count == 2)
                }
            }
        }
    }
}
