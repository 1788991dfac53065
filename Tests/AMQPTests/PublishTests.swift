import AMQP
import Testing

@Suite("Publishing to a real broker", .timeLimit(.minutes(5)))
struct PublishTests {
    @Test("A confirmed message is in the queue, and comes out as it went in")
    func roundTrip() async throws {
        try await TestBroker.withQueue(arguments: [:]) { client, queue in
            var message = AMQPMessage(
                body: Array("hello".utf8), headers: ["attempt": 3, "why": "because"], contentType: "text/plain",
                messageID: "m-1", correlationID: "c-1", type: "greeting")
            message.timestamp = 1_700_000_000
            message.priority = 4
            message.appID = "tests"
            message.replyTo = "nobody"
            message.expiration = .seconds(3_600)
            message.contentEncoding = "identity"
            message.userID = try TestBroker.configuration().credentials.user
            try await client.publish(message, exchange: "", routingKey: queue)
            #expect(try await client.messageCount(of: queue) == 1)
            let delivery = try #require(try await client.get(from: queue))
            #expect(delivery.message == message)
            #expect(delivery.routingKey == queue)
            #expect(delivery.exchange == "")
            #expect(!delivery.redelivered)
            try await delivery.ack()
            #expect(try await client.get(from: queue)?.message == nil)
        }
    }

    @Test("Bodies of any size arrive whole", arguments: [0, 1, 131_063, 131_064, 131_065, 1_000_003])
    func sizes(size: Int) async throws {
        try await TestBroker.withQueue { client, queue in
            var random = SeededRandom(seed: UInt64(size))
            let body = (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            try await client.publish(AMQPMessage(body: body), exchange: "", routingKey: queue)
            let delivery = try #require(try await client.get(from: queue))
            #expect(delivery.message.body == body)
            try await delivery.ack()
        }
    }

    @Test("A message that fits no queue is an error, and the ones sent together with it are not touched")
    func unroutable() async throws {
        let exchange = TestBroker.uniqueName("exchange")
        let queue = TestBroker.uniqueName()
        let topology = AMQPTopology(
            exchanges: [.init(name: exchange, kind: .topic, durable: false, autoDelete: true)],
            queues: [.init(name: queue, exclusive: true)],
            bindings: [.init(queue: queue, exchange: exchange, routingKey: "yes.#")])
        try await TestBroker.withClient(TestBroker.configuration(), topology: topology) { client in
            let errors = await withTaskGroup(of: (Int, AMQPError?).self) { group in
                for number in 0..<300 {
                    group.addTask {
                        do throws(AMQPError) {
                            try await client.publish(
                                AMQPMessage(body: []), exchange: exchange,
                                routingKey: number.isMultiple(of: 3) ? "no" : "yes.\(number)")
                            return (number, nil)
                        } catch {
                            return (number, error)
                        }
                    }
                }
                return await group.reduce(into: [Int: AMQPError]()) { $0[$1.0] = $1.1 }
            }
            #expect(Set(errors.keys) == Set((0..<300).filter { $0.isMultiple(of: 3) }))
            for error in errors.values {
                #expect(error.code == .unroutable)
                #expect(error.brokerReplyCode == 312)
                #expect(!error.mayHaveArrived)
                #expect(!error.isRetriable)
            }
            let count = try await client.messageCount(of: queue)
            #expect(count == 200)
        }
    }

    @Test("A full queue's nack is an error that says the message is not there")
    func rejected() async throws {
        let arguments: AMQPTable = [
            "x-queue-type": "classic", "x-max-length": 2, "x-overflow": "reject-publish",
        ]
        try await TestBroker.withQueue(arguments: arguments) { client, queue in
            for _ in 0..<2 { try await client.publish(AMQPMessage(body: [1]), exchange: "", routingKey: queue) }
            let error = try await amqpError {
                try await client.publish(AMQPMessage(body: [2]), exchange: "", routingKey: queue)
            }
            #expect(error.code == .rejectedByBroker)
            #expect(!error.mayHaveArrived)
            #expect(error.isRetriable)
            try await client.purge(queue: queue)
            try await client.publish(AMQPMessage(body: [3]), exchange: "", routingKey: queue)
        }
    }

    @Test("An exchange that does not exist fails its own messages, and nobody else's")
    func missingExchange() async throws {
        try await TestBroker.withQueue { client, queue in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        guard number.isMultiple(of: 10) else {
                            return try await client.publish(AMQPMessage(body: [1]), exchange: "", routingKey: queue)
                        }
                        let error = try await amqpError {
                            try await client.publish(
                                AMQPMessage(body: []), exchange: "test.missing", routingKey: "x")
                        }
                        #expect(error.code == .notFound)
                        #expect(!error.mayHaveArrived)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await client.messageCount(of: queue) == 90)
        }
    }

    @Test("An exchange that vanishes under a publisher is an error, and publishing goes on")
    func vanishedExchange() async throws {
        let exchange = TestBroker.uniqueName("exchange")
        try await TestBroker.withQueue { client, queue in
            // An exchange with auto-delete goes with its last binding, here with the queue it is bound to.
            let bound = TestBroker.uniqueName()
            try await client.declare(
                AMQPTopology(
                    exchanges: [.init(name: exchange, kind: .fanout, durable: false, autoDelete: true)],
                    queues: [.init(name: bound)],
                    bindings: [.init(queue: bound, exchange: exchange, routingKey: "")]))
            try await client.publish(AMQPMessage(body: [1]), exchange: exchange, routingKey: "")
            try await client.delete(queue: bound)
            let first = try await amqpError {
                try await client.publish(AMQPMessage(body: [2]), exchange: exchange, routingKey: "")
            }
            #expect(first.code == .notFound)
            let second = try await amqpError {
                try await client.publish(AMQPMessage(body: [3]), exchange: exchange, routingKey: "")
            }
            #expect(second.code == .notFound)
            #expect(!second.mayHaveArrived)
            try await client.publish(AMQPMessage(body: [4]), exchange: "", routingKey: queue)
            #expect(client.isConnected)
        }
    }

    @Test("What AMQP can't carry is refused before anything is sent")
    func invalid() async throws {
        var configuration = try TestBroker.configuration()
        configuration.maxMessageSize = 1_000
        try await TestBroker.withQueue(configuration: configuration) { client, queue in
            var deep: AMQPValue = "bottom"
            for _ in 0..<70 { deep = .array([deep]) }
            let long = String(repeating: "x", count: 256)
            let messages = [
                AMQPMessage(body: Array(repeating: 0, count: 1_001)),
                AMQPMessage(body: [], headers: ["big": .bytes(Array(repeating: 0, count: 131_000))]),
                AMQPMessage(body: [], headers: ["deep": deep]),
                AMQPMessage(body: [], headers: AMQPTable([(long, .bool(true))])),
                AMQPMessage(body: [], messageID: long),
            ]
            for message in messages {
                let error = try await amqpError {
                    try await client.publish(message, exchange: "", routingKey: queue)
                }
                #expect(error.code == .invalidMessage)
                #expect(!error.mayHaveArrived)
            }
            let error = try await amqpError {
                try await client.publish(AMQPMessage(body: []), exchange: "", routingKey: long)
            }
            #expect(error.code == .invalidMessage)
            // The largest headers that are allowed really fit into a frame.
            let large = AMQPMessage(body: [], headers: ["big": .bytes(Array(repeating: 0, count: 128_900))])
            try await client.publish(large, exchange: "", routingKey: queue)
        }
    }

    @Test("Without a connection a publish fails in time, and cancelling it answers at once; neither was sent")
    func neverConnected() async throws {
        var configuration = try AMQPConfiguration(url: "amqp://guest:guest@127.0.0.1:1/")
        configuration.publishTimeout = .milliseconds(300)
        try await TestBroker.withClient(configuration) { client in
            let error = try await amqpError {
                try await client.publish(AMQPMessage(body: []), exchange: "", routingKey: "x")
            }
            #expect(error.code == .notConnected)
            #expect(!error.mayHaveArrived && error.isRetriable)
            #expect(!client.isConnected)
        }
        configuration.publishTimeout = .seconds(600)
        try await TestBroker.withClient(configuration) { client in
            let task = Task {
                try await amqpError {
                    try await client.publish(AMQPMessage(body: []), exchange: "", routingKey: "x")
                }
            }
            try await eventually("the client tries to connect") {
                if case .connecting(lastError: .some) = client.state { true } else { false }
            }
            task.cancel()
            let error = try await task.value
            #expect(error.code == .cancelled)
            #expect(!error.mayHaveArrived)
        }
    }

    @Test("A client that nobody runs answers in time, and one that has stopped at once")
    func notRunning() async throws {
        var configuration = try TestBroker.configuration()
        configuration.publishTimeout = .milliseconds(100)
        let idle = AMQPClient(configuration: configuration, logger: TestBroker.logger)
        let error = try await amqpError {
            try await idle.publish(AMQPMessage(body: []), exchange: "", routingKey: "x")
        }
        #expect(error.code == .notConnected)
        let stopped = try await TestBroker.withClient(configuration) { $0 }
        let late = try await amqpError {
            try await stopped.publish(AMQPMessage(body: []), exchange: "", routingKey: "x")
        }
        #expect(late.code == .stopped)
        #expect(try await amqpError { try await stopped.run() }.code == .stopped)
        if case .stopped = stopped.state {} else { Issue.record("the state is \(stopped.state)") }
    }

    @Test("Stopping waits for the confirms of what is under way")
    func drain() async throws {
        try await TestBroker.withQueue { outer, queue in
            let configuration = try TestBroker.configuration()
            let results = try await TestBroker.withClient(configuration) { client in
                try await client.declare(AMQPTopology())
                let publishing = Task {
                    await withTaskGroup(of: Bool.self) { group in
                        for _ in 0..<500 {
                            group.addTask {
                                do throws(AMQPError) {
                                    try await client.publish(AMQPMessage(body: [1]), exchange: "", routingKey: queue)
                                    return true
                                } catch {
                                    #expect(error.code == .stopped)
                                    #expect(!error.mayHaveArrived)
                                    return false
                                }
                            }
                        }
                        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                    }
                }
                try await eventually("something was published") { try await outer.messageCount(of: queue) > 0 }
                return publishing
            }
            let confirmed = await results.value
            #expect(try await outer.messageCount(of: queue) == confirmed)
        }
    }
}
