import AMQP
import Domain
import Foundation
import Logging
import ServiceLifecycle
import TestSupport
import Testing

@testable import Fleet

/// One stage on a real broker: its queues, and a witness that gets a copy of every event that is stated.
struct Bench: Sendable {
    static let witness = "witness"
    static let identity = ServiceIdentity(name: .validator, instance: "test-1")

    let stage: Stage
    let configuration: AMQPConfiguration
    let publishing: AMQPClient
    let log = LogCapture()

    /// - Parameters:
    ///   - witnessed: without a witness an event fits no queue, so that the broker refuses it.
    ///   - adjust: changes the queues before they are declared.
    static func with(
        _ stage: Stage = .validate, witnessed: Bool = true, adjust: (inout AMQPTopology) -> Void = { _ in },
        _ body: (Bench) async throws -> Void
    ) async throws {
        var topology = AMQPTopology(
            exchanges: LandfallTopology.topology.exchanges, queues: LandfallTopology.queues(of: stage))
        adjust(&topology)
        try await TestBroker.withHost { configuration in
            try await TestBroker.withClient(configuration, topology: topology) { publishing in
                let bench = Bench(stage: stage, configuration: configuration, publishing: publishing)
                if witnessed { try await bench.bindWitness() }
                try await body(bench)
            }
        }
    }

    /// Has what waits for another try stay where it waits, however long the test takes to look there.
    static func keepRetries(_ topology: inout AMQPTopology) {
        for index in topology.queues.indices where topology.queues[index].arguments["x-message-ttl"] != nil {
            topology.queues[index].arguments["x-message-ttl"] = .int64(3_600_000)
        }
    }

    func bindWitness() async throws {
        try await publishing.declare(
            AMQPTopology(
                queues: [.init(name: Self.witness)],
                bindings: [.init(queue: Self.witness, exchange: LandfallTopology.exchange, routingKey: "#")]))
    }

    // MARK: - Handling

    /// The processor that a service would have.
    func processor(
        _ handler: ScriptedHandler, breakers: BreakerBoard? = nil, retry: RetryPolicy = RetryPolicy(),
        handlingLimit: Duration = .seconds(60), clock: any Clock<Duration> = ContinuousClock()
    ) -> MessageProcessor {
        MessageProcessor(
            handler: handler,
            publisher: EventPublisher(client: publishing, identity: Self.identity, now: { Samples.at }),
            breakers: breakers ?? BreakerBoard(probes: [:], logger: log.logger), retry: retry,
            handlingLimit: handlingLimit, identity: Self.identity, now: { Samples.at }, logger: log.logger, clock: clock
        )
    }

    /// Puts a message into the stage's queue, takes it out, and has it processed; it is gone from the queue then.
    func process(
        _ message: AMQPMessage, _ processor: MessageProcessor, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await put(message)
        try await taking { taking in
            let delivery = try await next(taking)
            await processor.process(delivery)
            #expect(!delivery.canBeSettled, "it is acknowledged", sourceLocation: sourceLocation)
            #expect(
                try await taking.get(from: stage.queue) == nil, "it is not in its queue any more",
                sourceLocation: sourceLocation)
        }
    }

    /// A connection of its own to take messages over.
    func taking<Result: Sendable>(_ body: (AMQPClient) async throws -> Result) async throws -> Result {
        try await TestBroker.withClient(configuration, body)
    }

    /// The next message of the stage's queue.
    func next(_ taking: AMQPClient) async throws -> AMQPDelivery {
        try await #require(eventually(taking, stage.queue))
    }

    private func eventually(_ taking: AMQPClient, _ queue: String) async throws -> AMQPDelivery? {
        var found: AMQPDelivery?
        try await waitUntil("a message in \(queue)") {
            found = try await taking.get(from: queue)
            return found != nil
        }
        return found
    }

    /// Runs the stage as a service does, until `body` is over.
    ///
    /// - Parameter drainLimit: how long messages in work have when it is told to stop.
    func running(
        _ processor: MessageProcessor, prefetch: Int = 4, drainLimit: Duration = .seconds(20),
        _ body: (ServiceGroup) async throws -> Void
    ) async throws {
        try await taking { taking in
            let runner = StageRunner(
                processor: processor, consumer: taking, breakers: processor.breakers, prefetch: prefetch, isReady: {},
                logger: log.logger)
            var configuration = ServiceGroupConfiguration(
                services: [.init(service: runner)], logger: TestBroker.quiet)
            configuration.maximumGracefulShutdownDuration = drainLimit
            let services = ServiceGroup(configuration: configuration)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await services.run() }
                do {
                    try await body(services)
                } catch {
                    group.cancelAll()
                    throw error
                }
                await services.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    // MARK: - Messages

    static func message(_ fact: Fact = received()) throws -> AMQPMessage {
        try EventMessage.make(Samples.event(fact), version: "test")
    }

    static func received(_ number: Int = 1) -> Fact {
        let ritm = RITMNumber("RITM00\(20_000 + number)") ?? Samples.ritm
        return .requestReceived(RequestReceived(ticket: Ticket(sysID: Samples.sysID, number: ritm)))
    }

    /// Something for a handler to state.
    static func blocked(_ detail: String = "gone") -> Emission {
        Emission(
            .requestBlocked(
                RequestBlocked(
                    ticket: Samples.ticket, failure: Failure(.directoryGroupMissing, detail), owner: Samples.owner)))
    }

    func put(_ message: AMQPMessage) async throws {
        try await publishing.publish(message, exchange: "", routingKey: stage.queue)
    }

    func count(_ queue: String) async throws -> Int { try await publishing.messageCount(of: queue) }

    /// Takes everything out of a queue.
    func drain(_ queue: String) async throws -> [AMQPMessage] {
        var messages: [AMQPMessage] = []
        while let delivery = try await publishing.get(from: queue) {
            messages.append(delivery.message)
            try await delivery.ack()
        }
        return messages
    }

    /// The events that were stated.
    func stated() async throws -> [Event] {
        try await drain(Self.witness).map { try EventCoding.decode($0.body) }
    }

    /// The one message of a queue.
    func only(_ queue: String) async throws -> AMQPMessage {
        let messages = try await drain(queue)
        try #require(messages.count == 1, "\(messages.count) messages in \(queue)")
        return messages[0]
    }
}
