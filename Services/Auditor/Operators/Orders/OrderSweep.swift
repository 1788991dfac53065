import Domain
import Fleet
import Foundation
import Logging
import ServiceLifecycle

/// States what operators have asked for, until the broker has it.
///
/// A row is noted as stated only after the broker's confirm; a sweep that dies before that leaves it due, and it is stated again: the same fact
/// has the same id.
struct OrderSweep: Service {
    /// Orders that are taken at a time.
    static let batch = 50
    /// After this many seconds somebody else takes what a sweep took and didn't finish.
    static let lease: TimeInterval = 30
    /// How often to look for rows that nobody told this process of.
    private static let pause = Duration.seconds(1)

    let orders: OrderStore
    let runs: RunRecords
    let publisher: EventPublisher
    /// Is told of orders that this process has committed.
    let arrivals: ChangeSignal
    let logger: Logger

    func run() async {
        // Thrown is cancellation alone: then it is over.
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let generation = arrivals.generation
                if await stateDue() { continue }
                try Task.checkCancellation()
                _ = await withTimeLimit(Self.pause, clock: CoarseClock.shared) {
                    await arrivals.wait(after: generation)
                }
            }
        }
    }

    /// - Returns: whether there is more to state at once.
    func stateDue() async -> Bool {
        do {
            let due = try await orders.takeDue(limit: Self.batch, lease: Self.lease)
            for order in due {
                // One that can't be stated holds up no other.
                do {
                    try await state(order)
                } catch {
                    logger.error(
                        "what an operator asked for can't be stated; it is tried again",
                        metadata: [LogKey.run: "\(order.run)", LogKey.error: "\(error)"])
                    try await orders.putOff(order, seconds: 2)
                }
            }
            return due.count == Self.batch
        } catch {
            guard !Task.isCancelled else { return false }
            logger.error(
                "it can't be seen what operators asked for; it is tried again", metadata: [LogKey.error: "\(error)"])
            return false
        }
    }

    private func state(_ order: OperatorOrder) async throws {
        guard let mandate = try await runs.mandate(of: order.run) else {
            throw Failure(.serviceDefect, "the approval of the run \(order.run) is not on record")
        }
        let facts = order.owed(plan: mandate.plan, approval: mandate.approval)
        try await publisher.publish(facts.map { Emission($0) }, trace: order.trace)
        try await orders.stated(order)
        logger.notice(
            "what an operator asked for was stated",
            metadata: [
                LogKey.ritm: "\(order.ritm)", LogKey.run: "\(order.run)",
                LogKey.eventType: "\(facts.map(\.type.rawValue).joined(separator: ", "))",
            ])
    }
}
