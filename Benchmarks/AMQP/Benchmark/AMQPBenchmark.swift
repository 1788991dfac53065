import AMQP
import AMQPBenchmarkPeer
import Dispatch
import Foundation
import Logging

/// Publishes, then consumes and acknowledges, once with a plain C program on librabbitmq and once with the client, on
/// the same broker in the same run: 600-byte persistent messages, a quorum queue, 256 in flight.
///
///     LANDFALL_TEST_AMQP_URL=amqp://… AMQPBenchmark [MESSAGES [ROUNDS]]
@main
struct AMQPBenchmark {
    static let bodySize = 600
    static let window = 256
    /// The least part of the C program's rate.
    static let goal = 0.8

    let configuration: AMQPConfiguration
    let messages: Int

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let url = ProcessInfo.processInfo.environment["LANDFALL_TEST_AMQP_URL"] else {
            FileHandle.standardError.write(Data("LANDFALL_TEST_AMQP_URL names no broker\n".utf8))
            exit(2)
        }
        let messages = arguments.first.flatMap { Int($0) } ?? 20_000
        let rounds = arguments.dropFirst().first.flatMap { Int($0) } ?? 5
        let benchmark = AMQPBenchmark(configuration: try AMQPConfiguration(url: url), messages: messages)
        var ratios: (publish: [Double], consume: [Double]) = ([], [])
        for round in 1...rounds {
            // The order changes, so that neither always finds the warmer broker.
            let peerFirst = round % 2 == 1
            let first = try await benchmark.measure(peer: peerFirst)
            let second = try await benchmark.measure(peer: !peerFirst)
            let (c, swift) = peerFirst ? (first, second) : (second, first)
            ratios.publish.append(c.publish / swift.publish)
            ratios.consume.append(c.consume / swift.consume)
            print(
                "round \(round): publish C \(rate(messages, c.publish))/s, Swift \(rate(messages, swift.publish))/s;",
                "consume C \(rate(messages, c.consume))/s, Swift \(rate(messages, swift.consume))/s")
        }
        print(
            "publish: Swift at \(percent(ratios.publish)) of C; consume: Swift at \(percent(ratios.consume)) of C",
            "(median of \(rounds) rounds, \(messages) messages each)")
        guard median(ratios.publish) >= goal, median(ratios.consume) >= goal else {
            print("below \(percent([goal]))")
            exit(1)
        }
    }

    static func median(_ ratios: [Double]) -> Double { ratios.sorted()[ratios.count / 2] }

    static func rate(_ messages: Int, _ seconds: Double) -> Int { Int(Double(messages) / seconds) }

    static func percent(_ ratios: [Double]) -> String { "\(Int(median(ratios) * 100)) %" }

    func measure(peer: Bool) async throws -> (publish: Double, consume: Double) {
        let queue = "benchmark.\(UInt64.random(in: .min ... .max))"
        let topology = AMQPTopology(queues: [.init(name: queue, arguments: ["x-queue-type": "quorum"])])
        var logger = Logger(label: "benchmark")
        logger.logLevel = .warning
        let client = AMQPClient(configuration: configuration, topology: topology, logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            try await client.declare(topology)
            let publish = peer ? try await runPeer(queue, amqp_peer_publish) : try await publish(client, queue)
            let consume = peer ? try await runPeer(queue, amqp_peer_consume) : try await consume(client, queue)
            try await client.delete(queue: queue)
            group.cancelAll()
            return (publish, consume)
        }
    }

    func publish(_ client: AMQPClient, _ queue: String) async throws -> Double {
        let message = AMQPMessage(body: Array(repeating: UInt8(ascii: "x"), count: Self.bodySize))
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<Self.window {
                let share = messages / Self.window + (worker < messages % Self.window ? 1 : 0)
                group.addTask {
                    for _ in 0..<share { try await client.publish(message, exchange: "", routingKey: queue) }
                }
            }
            try await group.waitForAll()
        }
        return (ContinuousClock.now - start) / .seconds(1)
    }

    func consume(_ client: AMQPClient, _ queue: String) async throws -> Double {
        let start = ContinuousClock.now
        try await client.withDeliveries(from: queue, prefetch: Self.window) { deliveries in
            var received = 0
            for try await delivery in deliveries {
                try await delivery.ack()
                received += 1
                if received == messages { break }
            }
        }
        return (ContinuousClock.now - start) / .seconds(1)
    }

    /// The peer blocks, so it gets a thread of its own.
    func runPeer(
        _ queue: String,
        _ body:
            @escaping @Sendable (
                UnsafePointer<amqp_peer_task>?, UnsafeMutablePointer<UnsafePointer<CChar>?>?
            ) -> Double
    ) async throws -> Double {
        let endpoint = configuration.endpoints[0]
        let (configuration, messages) = (configuration, messages)
        let result: Result<Double, PeerFailure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let strings: [UnsafeMutablePointer<CChar>?] = [
                    strdup(endpoint.host), strdup(configuration.credentials.user),
                    strdup(configuration.credentials.password), strdup(configuration.virtualHost), strdup(queue),
                ]
                defer { for string in strings { free(string) } }
                var task = amqp_peer_task()
                task.host = UnsafePointer(strings[0])
                task.port = Int32(endpoint.port)
                task.user = UnsafePointer(strings[1])
                task.password = UnsafePointer(strings[2])
                task.virtual_host = UnsafePointer(strings[3])
                task.queue = UnsafePointer(strings[4])
                task.messages = Int32(messages)
                task.body_size = Int32(Self.bodySize)
                task.window = Int32(Self.window)
                var failure: UnsafePointer<CChar>?
                let seconds = body(&task, &failure)
                let what = failure.map { String(cString: $0) } ?? ""
                continuation.resume(returning: seconds >= 0 ? .success(seconds) : .failure(PeerFailure(what: what)))
            }
        }
        return try result.get()
    }

    struct PeerFailure: Error {
        let what: String
    }
}
