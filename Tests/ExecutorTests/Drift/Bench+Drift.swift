import Domain
import Entra
import Fleet
import Foundation
import Postgres
import TestSupport

@testable import Executor

extension Bench {
    static let driftRule = DriftRule(
        interval: .seconds(86_400), overduePatience: .seconds(3_600),
        as: VerificationRule(
            firstDelay: .seconds(2), interval: .seconds(5), agreeingReads: 2, limit: .seconds(600)))

    /// - Parameter personIsThere: what the directory says of people.
    func watch(personIsThere: Bool = true) -> DriftWatch {
        DriftWatch(
            ledger: ledger, rule: Self.driftRule, reads: removals.reads, findPerson: { _, _ in personIsThere },
            now: { clock.now }, logger: log.logger)
    }

    /// Puts what has ended under watch, and looks at everything, as often as it says; as if the time for it had come each time.
    func lookAgain(_ times: Int = 1, _ watch: DriftWatch? = nil) async throws {
        for _ in 1...times {
            _ = try await ledger.watchEnded(limit: DriftWatch.batch, interval: Self.driftRule.interval)
            try await ledger.client.query("UPDATE ledger.watched_memberships SET next_look_at = clock_timestamp()")
            _ = try await (watch ?? self.watch()).look()
        }
    }

    /// States what there is to state of drifts.
    func stateDrifts(_ published: Published = Published()) async throws -> [Fact] {
        _ = try await DriftStatements(
            ledger: ledger, publish: { emissions, _ in published.add(emissions) }, logger: log.logger
        ).state()
        return published.facts
    }

    /// Looks as often as it takes to say that something has drifted, or no longer does, and once more.
    /// - Returns: what was stated.
    func drifts(_ watch: DriftWatch? = nil) async throws -> [Fact] {
        try await lookAgain(3, watch)
        return try await stateDrifts()
    }

    /// The memberships under watch, as an executor takes them now.
    func sights() async throws -> [Ledger.MembershipInSight] {
        _ = try await ledger.watchEnded(limit: DriftWatch.batch, interval: Self.driftRule.interval)
        try await ledger.client.query("UPDATE ledger.watched_memberships SET next_look_at = clock_timestamp()")
        return try await ledger.takeMemberships(limit: DriftWatch.batch, lease: DriftWatch.lease)
    }
}

extension [Fact] {
    var drifted: [AccessDrifted] {
        compactMap { if case .accessDrifted(let drifted) = $0 { drifted } else { nil } }
    }
    var driftEnds: [AccessDriftEnded] {
        compactMap { if case .accessDriftEnded(let ended) = $0 { ended } else { nil } }
    }
}
