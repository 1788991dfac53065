import Domain
import Fleet
import Foundation
import Logging
import ServiceLifecycle

/// States what the drift watch has committed: that a membership has drifted, and that it doesn't any more.
///
/// What is stated is noted only after the broker has it; what a process that dies before that leaves is found again, and stated again: the
/// same fact has the same id.
struct DriftStatements: Service {
    /// Publishes, and returns when the broker has it.
    typealias Publish = @Sendable ([Emission], TraceContext) async throws -> Void

    /// Drifts that are taken at once.
    static let batch = 100
    /// After this time another executor takes what one took and didn't finish.
    static let lease = Duration.seconds(30)
    private static let interval = Duration.seconds(1)

    let ledger: Ledger
    let publish: Publish
    let logger: Logger

    func run() async {
        await repeatUntilShutdown(
            every: Self.interval, logger: logger, trouble: "drifts can't be stated; it is tried again"
        ) {
            try await state() == Self.batch
        }
    }

    /// States what there is to state, up to a batch.
    ///
    /// - Returns: how many drifts it was about.
    func state() async throws -> Int {
        let taken = try await ledger.takeDrifts(limit: Self.batch, lease: Self.lease)
        await withDiscardingTaskGroup { group in
            for result in taken {
                group.addTask {
                    do {
                        let (drift, mandate) = try result.get()
                        var generator = SystemRandomNumberGenerator()
                        let trace = TraceContext.root(using: &generator)
                        try await publish(try drift.facts(mandate).map { Emission($0) }, trace)
                        try await ledger.recordStated(drift)
                    } catch {
                        // Its lease runs out, and it is found again.
                        logger.error(
                            "a drift can't be stated; it is tried again", metadata: [LogKey.error: "\(error)"])
                    }
                }
            }
        }
        return taken.count
    }
}
