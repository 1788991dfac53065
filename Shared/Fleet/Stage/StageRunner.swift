import AMQP
import Domain
import Foundation
import Logging
import Metrics
public import ServiceLifecycle

/// Takes the messages of one stage from the broker, has them handled, and sees to what becomes of each.
///
/// It stops taking messages while a dependency that the stage needs is down, and when the service stops; messages in work are brought to
/// their end first.
public struct StageRunner: Service {
    let processor: MessageProcessor
    let consumer: AMQPClient
    let breakers: BreakerBoard
    let prefetch: Int
    let isReady: @Sendable () async throws -> Void
    let logger: Logger

    var stage: Stage { processor.handler.stage }

    public func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await isReady()
        }
        while !Task.isCancelled && !Task.isShuttingDownGracefully {
            await cancelWhenGracefulShutdown {
                await breakers.waitUntilClosed(allOf: processor.handler.needs)
            }
            if Task.isCancelled || Task.isShuttingDownGracefully { return }
            do {
                try await consume()
            } catch {
                if Task.isCancelled || Task.isShuttingDownGracefully { return }
                logger.error(
                    "the stage can't take messages; it tries again",
                    metadata: [LogKey.queue: "\(stage.queue)", LogKey.error: "\(error)"])
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
            }
        }
    }

    /// Takes messages until the service stops or a dependency is down.
    private func consume() async throws {
        let metrics = StageMetrics(stage)
        try await consumer.withDeliveries(from: stage.queue, prefetch: prefetch) { deliveries in
            // Unbounded, but never longer than the prefetch: the broker hands over no more than that unacknowledged.
            let (inWork, feed) = AsyncThrowingStream.makeStream(of: AMQPDelivery.self)
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask {
                    do {
                        try await withFirstToEnd {
                            for try await delivery in deliveries.cancelOnGracefulShutdown() { feed.yield(delivery) }
                        } _: {
                            await breakers.waitUntilOpen(anyOf: processor.handler.needs)
                        }
                        feed.finish()
                    } catch is CancellationError {
                        feed.finish()
                    } catch {
                        feed.finish(throwing: error)
                    }
                }
                for try await delivery in inWork {
                    group.addTask { await metrics.measure { await processor.process(delivery) } }
                }
            }
        }
    }
}
