import AMQP
import Testing

@Suite("Getting and keeping a connection", .timeLimit(.minutes(5)))
struct ConnectionTests {
    private static func secure() throws -> AMQPConfiguration {
        var configuration = try AMQPConfiguration(url: TestBroker.environment("LANDFALL_TEST_AMQPS_URL"))
        configuration.tls?.caFile = try TestBroker.environment("LANDFALL_TEST_CA_FILE")
        return configuration
    }

    /// The error of the first attempt to connect.
    private static func connectError(_ configuration: AMQPConfiguration) async throws -> AMQPError {
        try await TestBroker.withClient(configuration) { client in
            var found: AMQPError?
            try await eventually("an attempt failed") {
                if case .connecting(let error?) = client.state { found = error }
                #expect(!client.isConnected)
                return found != nil
            }
            return found!
        }
    }

    @Test("TLS with the right authority: large and small messages go both ways")
    func tls() async throws {
        try await TestBroker.withQueue(configuration: Self.secure()) { client, queue in
            let body = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try await client.withDeliveries(from: queue, prefetch: 50) { deliveries in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<100 {
                        group.addTask {
                            let size = number.isMultiple(of: 10) ? body.count : number
                            try await client.publish(
                                AMQPMessage(body: Array(body.prefix(size))), exchange: "", routingKey: queue)
                        }
                    }
                    var count = 0
                    for try await delivery in deliveries {
                        #expect(body.starts(with: delivery.message.body))
                        try await delivery.ack()
                        count += 1
                        if count == 100 { break }
                    }
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test("A certificate of an unknown authority is refused")
    func wrongAuthority() async throws {
        var configuration = try Self.secure()
        configuration.tls?.caFile = nil
        #expect(try await Self.connectError(configuration).code == .tlsFailed)
        configuration.tls?.caFile = "/nowhere/ca.pem"
        #expect(try await Self.connectError(configuration).code == .tlsFailed)
    }

    @Test("A certificate for another host is refused, unless the check is off")
    func wrongHost() async throws {
        var configuration = try Self.secure()
        // The same machine by a name that is not in the certificate.
        configuration.endpoints[0].host = "127.1"
        let error = try await Self.connectError(configuration)
        #expect(error.code == .tlsFailed)
        #expect(error.description.contains("hostname"))
        configuration.tls?.verifyHostname = false
        try await TestBroker.withClient(configuration) { try await $0.declare(AMQPTopology()) }
    }

    @Test("TLS to a port without it, and the other way round, fail in time")
    func wrongPort() async throws {
        var secure = try Self.secure()
        var plain = try TestBroker.configuration()
        swap(&secure.endpoints, &plain.endpoints)
        secure.connectTimeout = .seconds(2)
        plain.connectTimeout = .seconds(2)
        #expect(try await Self.connectError(secure).code == .tlsFailed)
        let error = try await Self.connectError(plain)
        #expect(error.code == .connectionFailed || error.code == .connectionLost)
    }

    @Test("A wrong password is told apart, and never printed")
    func wrongPassword() async throws {
        var configuration = try TestBroker.configuration()
        configuration.credentials.password = "sesame-sesame"
        let error = try await Self.connectError(configuration)
        #expect(error.code == .authenticationFailed)
        #expect(error.brokerReplyCode == 403)
        #expect(!error.description.contains("sesame"))
    }

    @Test("A virtual host that does not exist is told")
    func wrongVirtualHost() async throws {
        var configuration = try TestBroker.configuration()
        configuration.virtualHost = "test.no"
        let error = try await Self.connectError(configuration)
        #expect(error.brokerReplyCode == 530)
    }

    @Test("A host that can't be reached is passed over for the next")
    func failover() async throws {
        var configuration = try TestBroker.configuration()
        let good = configuration.endpoints[0]
        configuration.endpoints = [.init(host: "127.0.0.1", port: 1), .init(host: "no-such-host.invalid"), good]
        try await TestBroker.withQueue(configuration: configuration) { client, queue in
            try await client.publish(AMQPMessage(body: [1]), exchange: "", routingKey: queue)
            guard case .connected(let endpoint) = client.state else {
                Issue.record("not connected")
                return
            }
            #expect(endpoint == good)
        }
    }

    @Test("An idle connection is kept by heartbeats, over many intervals")
    func heartbeats() async throws {
        var configuration = try TestBroker.configuration()
        let proxy = try TCPProxy(target: configuration.endpoints[0].port)
        defer { proxy.stop() }
        configuration.endpoints = [.init(host: "127.0.0.1", port: proxy.port)]
        configuration.heartbeat = .seconds(1)
        try await TestBroker.withQueue(configuration: configuration) { client, queue in
            // Longer than the two intervals after which either side gives up.
            try await Task.sleep(for: .seconds(5))
            #expect(client.isConnected)
            #expect(proxy.connections == 1)
            try await client.publish(AMQPMessage(body: [1]), exchange: "", routingKey: queue)
            #expect(proxy.connections == 1)
        }
    }

    @Test("A peer that has gone silent is noticed; what was sent is unknown, and work goes on after it")
    func deadPeer() async throws {
        var configuration = try TestBroker.configuration()
        let proxy = try TCPProxy(target: configuration.endpoints[0].port)
        defer { proxy.stop() }
        configuration.endpoints = [.init(host: "127.0.0.1", port: proxy.port)]
        configuration.heartbeat = .seconds(1)
        configuration.connectTimeout = .seconds(1)
        try await TestBroker.withQueue(configuration: configuration) { client, queue in
            // Only a channel that is ready sends.
            try await client.publish(AMQPMessage(body: [0]), exchange: "", routingKey: queue)
            proxy.change {
                $0.forwardsToBroker = false
                $0.forwardsToClient = false
            }
            let error = try await amqpError {
                try await client.publish(AMQPMessage(body: [1]), exchange: "", routingKey: queue)
            }
            #expect(error.code == .connectionLost)
            #expect(error.mayHaveArrived && error.isRetriable)
            #expect(!client.isConnected)
            proxy.cut()
            proxy.change {
                $0.forwardsToBroker = true
                $0.forwardsToClient = true
            }
            try await client.publish(AMQPMessage(body: [2]), exchange: "", routingKey: queue)
            #expect(proxy.connections > 1)
        }
    }

    @Test("A peer that stops reading does not hold a publisher for ever")
    func slowSocket() async throws {
        var configuration = try TestBroker.configuration()
        let proxy = try TCPProxy(target: configuration.endpoints[0].port)
        defer { proxy.stop() }
        configuration.endpoints = [.init(host: "127.0.0.1", port: proxy.port)]
        configuration.heartbeat = .seconds(20)
        configuration.writeTimeout = .seconds(2)
        configuration.publishTimeout = .seconds(60)
        try await TestBroker.withQueue(configuration: configuration) { client, queue in
            // Only a channel that is ready sends.
            try await client.publish(AMQPMessage(body: [0]), exchange: "", routingKey: queue)
            // Only the way there is blocked: the broker's heartbeats still come.
            proxy.change { $0.forwardsToBroker = false }
            let large = AMQPMessage(body: Array(repeating: 7, count: 15 << 20))
            let error = try await amqpError {
                try await client.publish(large, exchange: "", routingKey: queue)
            }
            #expect(error.code == .connectionLost)
            #expect(error.mayHaveArrived)
            proxy.cut()
            proxy.change { $0.forwardsToBroker = true }
            try await client.publish(AMQPMessage(body: [2]), exchange: "", routingKey: queue)
        }
    }

    @Test("A confirm that is lost on the way leaves a publish unknown: the message did arrive")
    func lostConfirm() async throws {
        try await TestBroker.withQueue { witness, queue in
            var configuration = try TestBroker.configuration()
            let proxy = try TCPProxy(target: configuration.endpoints[0].port)
            defer { proxy.stop() }
            configuration.endpoints = [.init(host: "127.0.0.1", port: proxy.port)]
            try await TestBroker.withClient(configuration) { client in
                try await client.publish(AMQPMessage(body: [1]), exchange: "", routingKey: queue)
                proxy.change { $0.forwardsToClient = false }
                async let publish: AMQPError = amqpError {
                    try await client.publish(AMQPMessage(body: [2]), exchange: "", routingKey: queue)
                }
                try await eventually("the broker has it") { try await witness.messageCount(of: queue) == 2 }
                proxy.cut()
                proxy.change { $0.forwardsToClient = true }
                let error = try await publish
                #expect(error.code == .connectionLost)
                #expect(error.mayHaveArrived)
            }
        }
    }

    @Test("A publish without a confirm ends in time, and may have arrived")
    func confirmTimeout() async throws {
        var configuration = try TestBroker.configuration()
        let proxy = try TCPProxy(target: configuration.endpoints[0].port)
        defer { proxy.stop() }
        configuration.endpoints = [.init(host: "127.0.0.1", port: proxy.port)]
        configuration.publishTimeout = .seconds(1)
        try await TestBroker.withQueue(configuration: configuration) { client, queue in
            // Only a channel that is ready sends.
            try await client.publish(AMQPMessage(body: [0]), exchange: "", routingKey: queue)
            proxy.change { $0.forwardsToClient = false }
            let error = try await amqpError {
                try await client.publish(AMQPMessage(body: [1]), exchange: "", routingKey: queue)
            }
            #expect(error.code == .timeout)
            #expect(error.mayHaveArrived)
            proxy.change { $0.forwardsToClient = true }
            // The late confirm is taken for what it is.
            try await client.publish(AMQPMessage(body: [2]), exchange: "", routingKey: queue)
            #expect(try await client.messageCount(of: queue) == 3)
            #expect(proxy.connections == 1)
        }
    }

    @Test("After a cut the topology is declared again, and consumers go on; an old delivery can't be settled")
    func reconnect() async throws {
        try await TestBroker.withQueue { witness, queue in
            var configuration = try TestBroker.configuration()
            let proxy = try TCPProxy(target: configuration.endpoints[0].port)
            defer { proxy.stop() }
            configuration.endpoints = [.init(host: "127.0.0.1", port: proxy.port)]
            let own = TestBroker.uniqueName("exclusive")
            // An exclusive queue goes with its connection, so that it is back only if it is declared again.
            let topology = AMQPTopology(queues: [.init(name: own, durable: false, exclusive: true)])
            try await TestBroker.withClient(configuration, topology: topology) { client in
                try await client.publish(AMQPMessage(body: [1]), exchange: "", routingKey: queue)
                try await client.withDeliveries(from: queue, prefetch: 5) { deliveries in
                    var iterator = deliveries.makeAsyncIterator()
                    let first = try #require(try await iterator.next())
                    proxy.cut()
                    let again = try #require(try await iterator.next())
                    #expect(again.message.body == [1])
                    #expect(again.redelivered)
                    #expect(try await amqpError { try await first.ack() }.code == .deliveryLost)
                    try await again.ack()
                    try await client.publish(AMQPMessage(body: [3]), exchange: "", routingKey: own)
                    #expect(try await client.messageCount(of: own) == 1)
                }
                #expect(proxy.connections == 2)
                #expect(try await witness.messageCount(of: queue) == 0)
            }
        }
    }
}
