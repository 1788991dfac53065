import AMQP
import BenchmarkSupport
import Domain
import Fleet
import Foundation
import Logging
import Postgres

/// How many events come to be on record in a second while there are always some to record.
enum RecordingRate {
    /// So many are on their way to the broker at a time.
    private static let window = 256

    static func measure(_ events: Int) async throws -> Double {
        let database = try StackDatabase.client()
        let settings = Settings()
        var logger = Logger(label: "benchmark")
        logger.logLevel = .warning
        let broker = AMQPClient(
            configuration: try AMQPConfiguration(url: settings.required("LANDFALL_AMQP_URL")),
            topology: LandfallTopology.topology, logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await database.run() }
            group.addTask { try await broker.run() }
            let first = try await StackDatabase.length(database)
            let start = ContinuousClock.now
            try await publish(events, broker)
            let deadline = start + .seconds(600)
            var recorded = 0
            while recorded < events {
                guard ContinuousClock.now < deadline else {
                    throw BenchmarkFailure("only \(recorded) of \(events) events are on record after 10 minutes")
                }
                try await Task.sleep(for: .milliseconds(50))
                recorded = try await StackDatabase.length(database) - first
            }
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            group.cancelAll()
            return Double(recorded) / seconds
        }
    }

    private static func publish(_ events: Int, _ broker: AMQPClient) async throws {
        guard let run = RunID(UUID().uuidString.lowercased()) else { throw BenchmarkFailure("no run") }
        try await withThrowingTaskGroup(of: Void.self) { workers in
            for worker in 0..<window {
                workers.addTask {
                    for number in stride(from: worker, to: events, by: window) {
                        let event = try RecordedEvent.make(number, run: run, at: Date())
                        let message = try EventMessage.make(event, version: LandfallVersion.current)
                        try await broker.publish(
                            message, exchange: LandfallTopology.exchange, routingKey: event.type.rawValue)
                    }
                }
            }
            try await workers.waitForAll()
        }
    }
}
