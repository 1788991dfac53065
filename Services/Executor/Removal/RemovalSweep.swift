import Domain
import Fleet
import Foundation
import Logging
import ServiceLifecycle

/// Looks for accesses that come to their end: reminds people of them, and has them removed when their time has come.
///
/// Any number of executors do so beside each other. What is stated is noted only after the broker has it; a sweep that dies before that
/// leaves the removal to be found again, and it is stated again: the same fact has the same id.
struct RemovalSweep: Service {
    /// Publishes, and returns when the broker has it.
    typealias Publish = @Sendable ([Emission], TraceContext) async throws -> Void

    /// Removals that are taken at once.
    static let batch = 100
    /// After this many seconds another sweep takes what one took and didn't finish.
    static let lease: TimeInterval = 30
    private static let interval = Duration.seconds(1)

    let ledger: Ledger
    let publish: Publish
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async {
        await repeatUntilShutdown(
            every: Self.interval, logger: logger, trouble: "ends of access can't be looked for; it is tried again"
        ) {
            try await sweep() == Self.batch
        }
    }

    /// Looks once.
    ///
    /// - Returns: how many removals there were to look at.
    func sweep() async throws -> Int {
        let taken = try await ledger.takeRemovals(limit: Self.batch, lease: Self.lease, at: now())
        await withDiscardingTaskGroup { group in
            for result in taken {
                group.addTask {
                    do {
                        try await look(at: try result.get())
                    } catch {
                        // Its lease runs out, and it is found again.
                        logger.error(
                            "an end of access can't be seen to; it is tried again",
                            metadata: [LogKey.error: "\(error)"])
                    }
                }
            }
        }
        return taken.count
    }

    private func look(at found: Ledger.RemovalInSight) async throws {
        let (removal, plan) = (found.removal, found.mandate.plan)
        var generator = SystemRandomNumberGenerator()
        let trace = TraceContext.root(using: &generator)
        let ending = try Mandate(plan: plan, approval: found.mandate.approval, ending: removal.key)
        switch RemovalStep.next(for: removal, at: now()) {
        case .remind:
            let fact = AccessEnding(
                ticket: plan.ticket, run: plan.run, beneficiary: plan.beneficiary, removal: ending.operations[0],
                endsAt: removal.dueAt)
            try await publish([Emission(.accessEnding(fact))], trace)
            try await ledger.recordReminder(removal.key, at: now())
        case .remove:
            let fact = AccessEndDue(plan: plan, approval: ending.approval, key: removal.key)
            try await publish([Emission(.accessEndDue(fact))], trace)
            try await ledger.recordStart(removal.key, at: now())
            logger.info(
                "an access has come to its end",
                metadata: [LogKey.ritm: "\(plan.ticket.number)", LogKey.run: "\(ending.run)"])
        case .wait(let time):
            try await ledger.putOff(removal.key, until: time)
        }
    }
}
