import AMQP
import Testing

@Suite("Declaring on a real broker", .timeLimit(.minutes(5)))
struct DeclarationTests {
    @Test("A mismatch is a typed error; the connection, its consumers and its publishers go on")
    func mismatch() async throws {
        try await TestBroker.withQueue { client, queue in
            try await client.withDeliveries(from: queue, prefetch: 1) { deliveries in
                var iterator = deliveries.makeAsyncIterator()
                try await client.publish(AMQPMessage(body: [1]), exchange: "", routingKey: queue)
                let delivery = try #require(try await iterator.next())
                let fetched = TestBroker.uniqueName()
                try await client.declare(AMQPTopology(queues: [.init(name: fetched)]))
                try await client.publish(AMQPMessage(body: [9]), exchange: "", routingKey: fetched)
                let held = try #require(try await client.get(from: fetched))
                let error = try await amqpError {
                    try await client.declare(
                        AMQPTopology(queues: [.init(name: queue, arguments: ["x-queue-type": "classic"])]))
                }
                #expect(error.code == .preconditionFailed)
                #expect(error.brokerReplyCode == 406)
                #expect(!error.isRetriable)
                // All of it works only on the channels of before: an acknowledgement elsewhere is an error.
                try await delivery.ack()
                try await held.ack()
                try await client.publish(AMQPMessage(body: [2]), exchange: "", routingKey: queue)
                let next = try #require(try await iterator.next())
                #expect(next.message.body == [2])
                try await next.ack()
                try await client.delete(queue: fetched)
            }
        }
    }

    @Test("Requests about what does not exist are typed errors, one by one")
    func missing() async throws {
        try await TestBroker.withClient(TestBroker.configuration()) { client in
            for _ in 0..<3 {
                let binding = AMQPTopology.Binding(queue: "test.no", exchange: "amq.topic", routingKey: "#")
                let errors = [
                    try await amqpError { _ = try await client.messageCount(of: "test.no") },
                    try await amqpError { _ = try await client.get(from: "test.no") },
                    try await amqpError { _ = try await client.purge(queue: "test.no") },
                    try await amqpError { try await client.declare(AMQPTopology(bindings: [binding])) },
                ]
                #expect(errors.allSatisfy { $0.code == .notFound && $0.brokerReplyCode == 404 })
            }
            #expect(try await client.delete(queue: "test.no") == 0)
        }
    }

    @Test("Requests at the same time each get their own answer")
    func concurrent() async throws {
        try await TestBroker.withQueue { client, queue in
            for _ in 0..<3 { try await client.publish(AMQPMessage(body: []), exchange: "", routingKey: queue) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        if number.isMultiple(of: 2) {
                            let count = try await client.messageCount(of: queue)
                            #expect(count == 3)
                        } else {
                            let error = try await amqpError { _ = try await client.messageCount(of: "test.no") }
                            #expect(error.code == .notFound)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await client.purge(queue: queue) == 3)
        }
    }

    @Test("A topology that the broker refuses ends run() with its reason")
    func refusedTopology() async throws {
        try await TestBroker.withQueue { _, queue in
            let topology = AMQPTopology(queues: [.init(name: queue, arguments: ["x-queue-type": "classic"])])
            let client = AMQPClient(
                configuration: try TestBroker.configuration(), topology: topology, logger: TestBroker.logger)
            #expect(try await amqpError { try await client.run() }.code == .preconditionFailed)
        }
    }
}
