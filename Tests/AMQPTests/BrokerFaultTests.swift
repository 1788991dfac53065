import AMQP
import Synchronization
import Testing

@Suite("When the broker itself fails", .serialized, .timeLimit(.minutes(5)))
struct BrokerFaultTests {
    @Test("Killed and restarted under load: what was confirmed is delivered, the rest is known to be unknown")
    func killed() async throws {
        try await OwnBroker.with { broker in
            var configuration = try broker.configuration
            configuration.publishTimeout = .seconds(60)
            let queue = "load"
            let topology = AMQPTopology(queues: [.init(name: queue, arguments: ["x-queue-type": "quorum"])])
            let load = Load()
            try await TestBroker.withClient(configuration, topology: topology) { client in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<64 { group.addTask { await Self.publish(load, client, queue) } }
                    group.addTask { try await Self.consume(load, client, queue) }
                    // The broker's directory of quorum queues is on disk half a second after a queue was declared. Killed
                    // earlier, RabbitMQ 3.10 starts the queue anew, without its messages and without a leader.
                    let settled = ContinuousClock.now + .seconds(3)
                    try await eventually("it is under way") {
                        ContinuousClock.now > settled && load.record { $0.confirmed.count } > 500
                    }
                    try await broker.run("kill")
                    try await eventually("the loss is noticed") { !client.isConnected }
                    let before = load.record { $0.confirmed.count }
                    try await broker.run("start")
                    try await eventually(within: .seconds(60), "publishing goes on") {
                        load.record { $0.confirmed.count } > before + 500
                    }
                    load.record { $0.isOver = true }
                    try await eventually(within: .seconds(60), "every confirmed message was delivered") {
                        load.record {
                            $0.confirmed.count + $0.unknown.count == $0.started
                                && $0.confirmed.isSubset(of: $0.received)
                        }
                    }
                    try await eventually("everything is acknowledged") {
                        try await client.messageCount(of: queue) == 0
                    }
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }
            let unknown = load.record { $0.unknown.count }
            #expect(unknown > 0, "the kill hit no publish: the test shows nothing")
            #expect(unknown <= 64, "only what was under way may be unknown")
        }
    }

    private final class Load: Sendable {
        struct Record {
            var started = 0
            var isOver = false
            var confirmed: Set<Int> = []
            var unknown: Set<Int> = []
            var received: Set<Int> = []
        }

        private let state = Mutex(Record())

        func record<Result>(_ body: (inout Record) -> Result) -> Result { state.withLock { body(&$0) } }

        func next() -> Int? {
            record { record in
                guard !record.isOver else { return nil }
                defer { record.started += 1 }
                return record.started
            }
        }
    }

    private static func publish(_ load: Load, _ client: AMQPClient, _ queue: String) async {
        while let number = load.next() {
            do throws(AMQPError) {
                try await client.publish(
                    AMQPMessage(body: [], messageID: "\(number)"), exchange: "", routingKey: queue)
                load.record { _ = $0.confirmed.insert(number) }
                // A steady load, not a flood: what piles up meanwhile has to be consumed.
                try? await Task.sleep(for: .milliseconds(20))
            } catch {
                #expect(error.code == .connectionLost)
                #expect(error.mayHaveArrived)
                load.record { _ = $0.unknown.insert(number) }
            }
        }
    }

    private static func consume(_ load: Load, _ client: AMQPClient, _ queue: String) async throws {
        try await client.withDeliveries(from: queue, prefetch: 50) { deliveries in
            for try await delivery in deliveries {
                let number = try #require(delivery.message.messageID.flatMap { Int($0) })
                load.record { _ = $0.received.insert(number) }
                do throws(AMQPError) {
                    try await delivery.ack()
                } catch {
                    #expect(error.code == .deliveryLost)
                }
            }
        }
    }

    @Test("While the broker is short of memory publishers wait, and go on afterwards")
    func blocked() async throws {
        try await OwnBroker.with { broker in
            var configuration = try broker.configuration
            let topology = AMQPTopology(queues: [.init(name: "q")])
            try await TestBroker.withClient(configuration, topology: topology) { client in
                try await client.publish(AMQPMessage(body: [0]), exchange: "", routingKey: "q")
                try await broker.run("ctl", "set_vm_memory_high_watermark", "0.000001")
                // The broker tells only those who publish.
                async let first: Void = client.publish(AMQPMessage(body: [1]), exchange: "", routingKey: "q")
                try await eventually("the client knows") {
                    if case .blocked(_, let reason) = client.state { !reason.isEmpty } else { false }
                }
                #expect(client.isConnected)
                async let second: Void = client.publish(AMQPMessage(body: [2]), exchange: "", routingKey: "q")
                configuration.publishTimeout = .seconds(1)
                configuration.connectionName = "impatient"
                try await TestBroker.withClient(configuration) { impatient in
                    try await impatient.declare(AMQPTopology())
                    let sent = try await amqpError {
                        try await impatient.publish(AMQPMessage(body: [3]), exchange: "", routingKey: "q")
                    }
                    #expect(sent.code == .timeout || sent.code == .notConnected)
                    try await eventually("the impatient client knows") {
                        if case .blocked = impatient.state { true } else { false }
                    }
                    let unsent = try await amqpError {
                        try await impatient.publish(AMQPMessage(body: [4]), exchange: "", routingKey: "q")
                    }
                    #expect(unsent.code == .notConnected)
                    #expect(!unsent.mayHaveArrived)
                }
                try await broker.run("ctl", "set_vm_memory_high_watermark", "0.6")
                try await first
                try await second
                try await eventually("the state is back") {
                    if case .connected = client.state { true } else { false }
                }
            }
        }
    }
}
