import AMQP
import Foundation
import Logging
import Testing

/// The broker that scripts/test starts, and what tests do with it again and again.
enum TestBroker {
    static func environment(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
            throw MissingEnvironment(name: name)
        }
        return value
    }

    struct MissingEnvironment: Error, CustomStringConvertible {
        let name: String
        var description: String { "\(name) is not set; run scripts/test, which starts the servers and sets it" }
    }

    static func configuration() throws -> AMQPConfiguration {
        var configuration = try AMQPConfiguration(url: environment("LANDFALL_TEST_AMQP_URL"))
        configuration.connectionName = "amqp-tests"
        return configuration
    }

    static var logger: Logger {
        var logger = Logger(label: "amqp.tests")
        logger.logLevel = ProcessInfo.processInfo.environment["LANDFALL_TEST_LOG"] == nil ? .critical : .trace
        return logger
    }

    /// A name that no other test has.
    static func uniqueName(_ what: String = "queue") -> String {
        "test.\(what).\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }

    /// Runs a client around `body`.
    static func withClient<Result: Sendable>(
        _ configuration: AMQPConfiguration, topology: AMQPTopology = AMQPTopology(),
        _ body: (AMQPClient) async throws -> Result
    ) async throws -> Result {
        let client = AMQPClient(configuration: configuration, topology: topology, logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            let result = try await body(client)
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }

    /// A client and a quorum queue of its own, which is deleted afterwards.
    static func withQueue<Result: Sendable>(
        arguments: AMQPTable = ["x-queue-type": "quorum"], configuration: AMQPConfiguration? = nil,
        _ body: (AMQPClient, String) async throws -> Result
    ) async throws -> Result {
        let queue = uniqueName()
        let topology = AMQPTopology(queues: [.init(name: queue, arguments: arguments)])
        return try await withClient(configuration ?? self.configuration(), topology: topology) { client in
            do {
                // Returns when the connection is there and the topology declared.
                try await client.declare(AMQPTopology())
                let result = try await body(client, queue)
                try await client.delete(queue: queue)
                return result
            } catch {
                _ = try? await client.delete(queue: queue)
                throw error
            }
        }
    }
}

/// Waits until something is so, for a bounded time.
func eventually(
    within limit: Duration = .seconds(20), _ what: String, _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened(what: what, limit: limit) }
        try await Task.sleep(for: .milliseconds(20))
    }
}

struct NeverHappened: Error, CustomStringConvertible {
    let what: String
    let limit: Duration
    var description: String { "did not happen within \(limit): \(what)" }
}

/// The error that `body` throws.
func amqpError(_ body: () async throws -> Void) async throws -> AMQPError {
    do {
        try await body()
    } catch let error as AMQPError {
        return error
    }
    throw NeverHappened(what: "an AMQPError was expected", limit: .zero)
}
