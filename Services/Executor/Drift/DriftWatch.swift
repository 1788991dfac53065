import Domain
import Entra
import Fleet
import Foundation
import Logging
import Metrics
import ServiceLifecycle

/// Looks again at what Landfall has settled: whether it is still so. Nobody waits for it, so it yields to everything else.
///
/// Any number of executors do so beside each other. What was found is committed; ``DriftStatements`` states it.
struct DriftWatch: Service {
    /// Whether a person is in the directory. It is asked when an access is gone: why.
    typealias FindPerson = @Sendable (UserID, TraceContext) async throws -> Bool

    /// Memberships, or runs, that are taken at once.
    static let batch = 100
    /// After this time another executor takes what one took and didn't finish.
    static let lease = Duration.seconds(120)
    private static let longestPause = Duration.seconds(10)

    let ledger: Ledger
    let rule: DriftRule
    let reads: MembershipReader
    let findPerson: FindPerson
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async {
        await repeatUntilShutdown(
            every: min(max(rule.interval / 10, .seconds(1)), Self.longestPause), logger: logger, level: .warning,
            trouble: "memberships can't be looked at again; it is tried again"
        ) {
            let hasMoreRuns = try await ledger.watchEnded(limit: Self.batch, interval: rule.interval) == Self.batch
            return try await look() || hasMoreRuns
        }
    }

    /// Looks once, at as many as are taken at once.
    ///
    /// - Returns: whether there may be more to look at now.
    /// - Throws: one of the failures, where something could not be looked at: what was taken for it comes back by time.
    func look() async throws -> Bool {
        let taken = try await ledger.takeMemberships(limit: Self.batch, lease: Self.lease)
        var generator = SystemRandomNumberGenerator()
        let trace = TraceContext.root(using: &generator)
        let failure = await withTaskGroup(of: (any Error)?.self) { group in
            for sight in taken {
                group.addTask {
                    do {
                        try await look(at: sight, trace)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(nil) { $0 ?? $1 }
        }
        if let failure { throw failure }
        return taken.count == Self.batch
    }

    private func look(at sight: Ledger.MembershipInSight, _ trace: TraceContext) async throws {
        let membership = sight.membership
        let expectation = MembershipExpectation(sight.history, at: now(), patience: rule.overduePatience / .seconds(1))
        switch expectation {
        case .underWay: return try await ledger.recordLook(sight, isInOrder: false, next: rule.wait)
        case .unknown where membership.drift == nil:
            return try await ledger.recordLook(sight, isInOrder: false, next: rule.interval)
        case .unknown, .present, .absent, .ended: break
        }
        var change = Ledger.DriftChange(isMember: false)
        do {
            change.isMember = try await reads.membership(of: membership.user, in: membership.group, trace: trace)
                .isMember
        } catch let failure as Failure where failure.reason == .directoryGroupMissing {
            change.cause = failure.reason
        } catch let failure as Failure where failure.kind == .permanent {
            logger.warning(
                "a membership can't be looked at",
                metadata: [LogKey.reason: "\(failure.reason.rawValue)", LogKey.detail: "\(failure.detail)"])
            return try await ledger.recordLook(sight, isInOrder: false, next: rule.interval)
        }
        change.finding = expectation.finding(
            isMember: change.isMember, at: now(), patience: rule.overduePatience / .seconds(1))
        count(change.finding)
        switch membership.step(after: change.finding, needed: rule.agreeingReads) {
        case .unchanged:
            try await ledger.recordLook(sight, isInOrder: change.finding == nil, next: rule.interval)
        case .unsure(let reads):
            try await ledger.recordDoubt(sight, change.finding, reads: reads, next: rule.pause)
        case .changed:
            try await record(change, expectation, sight, trace)
        }
    }

    private func record(
        _ change: Ledger.DriftChange, _ expectation: MembershipExpectation, _ sight: Ledger.MembershipInSight,
        _ trace: TraceContext
    ) async throws {
        var change = change
        change.key = expectation.word?.key
        change.dueAt = expectation.end
        switch change.finding?.kind {
        case .removedOutside where change.cause == nil:
            change.cause = try await causeOfAbsence(of: sight.membership.user, trace)
        case .addedOutside, .overdue, nil: change.cause = nil
        case .removedOutside: break
        }
        guard try await ledger.recordDrift(sight, change, interval: rule.interval) else {
            // It has been changed while it was looked at.
            return try await ledger.recordLook(sight, isInOrder: false, next: rule.wait)
        }
        guard let kind = change.finding?.kind, let key = change.key else { return }
        Counter(label: MetricName.drifts, dimensions: [("kind", kind.rawValue)]).increment()
        logger.warning(
            "a membership has drifted: \(kind.rawValue)",
            metadata: [LogKey.ritm: "\(key.ritm)", LogKey.operation: "\(key)"])
    }

    /// Nil when the person is there, or it can't be told: the access is gone all the same.
    private func causeOfAbsence(of user: UserID, _ trace: TraceContext) async throws -> Reason? {
        do {
            return try await findPerson(user, trace) ? nil : .directoryUserMissing
        } catch let failure as Failure where failure.kind == .permanent {
            return nil
        }
    }

    private func count(_ finding: DriftFinding?) {
        let outcome = finding == nil ? "in_order" : "drifted"
        Counter(label: MetricName.driftLooks, dimensions: [("outcome", outcome)]).increment()
    }
}
