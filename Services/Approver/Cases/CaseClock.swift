import Domain
import Fleet
import Foundation
import Logging
import ServiceLifecycle

/// Looks at cases when their time has come: asks, reminds, escalates, and lets them end.
struct CaseClock: Service {
    /// Cases that are taken at a time.
    static let batch = 50
    /// After this many seconds somebody else takes a case that was taken and not finished.
    static let lease: TimeInterval = 120
    /// How long a case waits whose people couldn't be looked up, in seconds.
    static let patience: TimeInterval = 30
    /// How many are looked at at a time: each asks Graph something.
    static let width = 4
    private static let pause = Duration.seconds(1)

    let cases: CaseStore
    let pools: PoolReader
    let now: @Sendable () -> Date
    /// Is told of cases that this process has opened, or moved on to their next stage.
    let arrivals: ChangeSignal
    /// Is told when there is something to state.
    let entries: ChangeSignal
    let logger: Logger

    func run() async {
        // Thrown is cancellation alone: then it is over.
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let generation = arrivals.generation
                if await lookAtDue() { continue }
                try Task.checkCancellation()
                _ = await withTimeLimit(Self.pause, clock: CoarseClock.shared) {
                    await arrivals.wait(after: generation)
                }
            }
        }
    }

    /// - Returns: whether there may be more to look at.
    func lookAtDue() async -> Bool {
        do {
            let due = try await cases.takeDue(at: now(), limit: Self.batch, lease: Self.lease)
            await withDiscardingTaskGroup { group in
                for part in 0..<Self.width {
                    group.addTask {
                        for index in stride(from: part, to: due.count, by: Self.width) { await look(due[index]) }
                    }
                }
            }
            return due.count == Self.batch
        } catch {
            guard !Task.isCancelled else { return false }
            logger.error(
                "it can't be seen which approvals are due; it is tried again", metadata: [LogKey.error: "\(error)"])
            return false
        }
    }

    private func look(_ stored: CaseStore.Stored) async {
        let plan = stored.approval.plan
        do {
            var changed = stored.approval
            // What is over ends whether Entra answers or not.
            var facts = changed.expire(at: now())
            if facts.isEmpty {
                let reading: PoolReading
                do {
                    reading = try await pools.read(stored.approval, at: now())
                } catch let failure as Failure {
                    return try await putOff(stored, failure)
                }
                facts = changed.look(at: now(), reading)
            }
            // Where somebody has decided meanwhile, it is looked at again by what that has left.
            guard try await cases.commit(stored, as: changed, facts, at: now()) else { return }
            guard !facts.isEmpty else { return }
            entries.notify()
            logger.notice(
                "an approval was looked at",
                metadata: [
                    LogKey.ritm: "\(plan.ticket.number)", LogKey.run: "\(plan.run)",
                    LogKey.eventType: "\(facts.map(\.type.rawValue).joined(separator: ", "))",
                ])
        } catch {
            guard !Task.isCancelled else { return }
            logger.error(
                "an approval can't be looked at; it is tried again",
                metadata: [
                    LogKey.ritm: "\(plan.ticket.number)", LogKey.run: "\(plan.run)", LogKey.error: "\(error)",
                ])
        }
    }

    private func putOff(_ stored: CaseStore.Stored, _ failure: Failure) async throws {
        let plan = stored.approval.plan
        let later = now() + max(Self.patience, failure.retryAfterSeconds ?? 0)
        try await cases.putOff(
            stored, until: min(later, stored.approval.expiresAt), problem: failure.description)
        logger.warning(
            "it can't be looked up who decides about a request; it is tried again",
            metadata: [LogKey.ritm: "\(plan.ticket.number)", LogKey.run: "\(plan.run)", LogKey.error: "\(failure)"])
    }
}
