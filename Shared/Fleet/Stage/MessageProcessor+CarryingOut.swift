import AMQP
import Domain
import Foundation
import Logging

extension MessageProcessor {
    /// Publishes what follows, and acknowledges the message when the broker has all of it.
    ///
    /// What the broker doesn't take is tried again after a pause, for as long as the delivery is ours and the schedule says. Then the
    /// message goes back to its queue.
    ///
    /// - Parameter elapsed: the time since the message was delivered.
    /// - Returns: false when the message stays with the broker.
    func carryOut(_ verdict: Verdict, on delivery: AMQPDelivery, _ elapsed: () -> Duration) async -> Bool {
        var (copy, facts) = Self.parts(of: verdict)
        var schedule = republishing
        if case .leave = verdict { return false }
        // Where the connection that brought it is gone, the broker delivers it again: whoever gets it publishes.
        while delivery.canBeSettled {
            do {
                try await publish(&copy, &facts)
                await acknowledge(delivery)
                return true
            } catch {
                // Not acknowledged: the broker delivers it again.
                if Task.isCancelled { return false }
                guard let pause = schedule.pause(after: elapsed()) else {
                    logger.error(
                        "what follows from a message can't be published: it goes back to its queue",
                        metadata: [LogKey.error: "\(error)"])
                    // Where the connection is gone, the broker has put it back already.
                    try? await delivery.reject(requeue: true)
                    return false
                }
                logger.warning(
                    "what follows from a message can't be published; it is tried again",
                    metadata: [LogKey.error: "\(error)", LogKey.delay: "\(pause)"])
                guard await rest(pause) else { return false }
            }
        }
        logger.info("a message went back to its queue with the connection that had brought it")
        return false
    }

    /// A copy of the message, and where it is put.
    private typealias Copy = (message: AMQPMessage, queue: String)
    private typealias Facts = (emissions: [Emission], trace: TraceContext)

    private static func parts(of verdict: Verdict) -> (Copy?, Facts?) {
        switch verdict {
        case .leave: (nil, nil)
        case .acknowledge(let emissions, let trace): (nil, (emissions, trace))
        case .move(let message, let queue, let emissions, let trace, _):
            ((message, queue), trace.map { (emissions, $0) })
        }
    }

    /// What the broker has confirmed is not published again when something else was refused: each further copy of a message would be
    /// handled, too.
    private func publish(_ copy: inout Copy?, _ facts: inout Facts?) async throws {
        if let (message, queue) = copy {
            try await publisher.send(message, toQueue: queue)
            copy = nil
        }
        if let (emissions, trace) = facts {
            // All of them again, because the same fact has the same id.
            try await publisher.publish(emissions, trace: trace)
            facts = nil
        }
    }

    private func acknowledge(_ delivery: AMQPDelivery) async {
        do {
            try await delivery.ack()
        } catch {
            // The broker delivers it again, and the handler recognises what was done.
            logger.info("an acknowledgement was lost", metadata: [LogKey.error: "\(error)"])
        }
    }

    /// - Returns: false when the service is being stopped the hard way.
    private func rest(_ pause: Duration) async -> Bool {
        do {
            try await clock.sleep(for: pause)
            return true
        } catch {
            return false
        }
    }
}
