import Domain
import Fleet
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Executor

/// What a sweep has published.
final class Published: Sendable {
    private let events = Mutex<[Event]>([])

    var facts: [Fact] { events.withLock { $0.map(\.fact) } }
    var ids: [UUID] { events.withLock { $0.map(\.id) } }
    var due: [AccessEndDue] {
        facts.compactMap { if case .accessEndDue(let due) = $0 { due } else { nil } }
    }
    var reminders: [AccessEnding] {
        facts.compactMap { if case .accessEnding(let ending) = $0 { ending } else { nil } }
    }

    func add(_ emissions: [Emission]) {
        events.withLock { $0 += emissions.map { Samples.event($0.fact) } }
    }
}

/// A broker that is gone.
struct BrokerIsGone: Error {}

extension Bench {
    var now: Date { clock.now }

    /// Delivers an event to the stage execute once.
    func execute(_ fact: Fact) async throws -> StageOutcome {
        try await handler().handle(Samples.event(fact), context: context)
    }

    func execute(_ plan: Plan) async throws -> StageOutcome {
        try await execute(.requestApproved(RequestApproved(plan: plan, approval: Samples.approval(of: plan))))
    }

    /// Reads everything back until it is proved; the last read is the one that states it.
    func verify(_ keys: [OperationKey], run: RunID, purpose: RunPurpose = .plan) async throws -> [Fact] {
        var facts: [Fact] = []
        for _ in 1...2 {
            clock.advance(by: 6)
            for key in keys {
                let due = OperationVerificationDue(ticket: Samples.ticket, run: run, key: key, purpose: purpose)
                let outcome = try await verification.handle(
                    Samples.event(.operationVerificationDue(due)), context: context)
                facts += outcome.facts
            }
        }
        return facts
    }

    /// Carries a plan out to the end of its run.
    /// - Returns: what was stated.
    @discardableResult
    func carryOut(_ plan: Plan) async throws -> [Fact] {
        let begun = try await execute(plan).facts
        return begun + (try await verify(plan.operations.map(\.key), run: plan.run))
    }

    /// Looks once for ends of access.
    /// - Returns: what was published.
    @discardableResult
    func sweep(_ published: Published = Published()) async throws -> Published {
        _ = try await sweep { emissions, _ in published.add(emissions) }.sweep()
        return published
    }

    func sweep(_ publish: @escaping RemovalSweep.Publish) -> RemovalSweep {
        RemovalSweep(ledger: ledger, publish: publish, now: { clock.now }, logger: log.logger)
    }

    /// Carries out what a sweep has asked for, to the end of the run.
    /// - Returns: what was stated.
    @discardableResult
    func carryOut(_ due: AccessEndDue) async throws -> [Fact] {
        let begun = try await execute(.accessEndDue(due)).facts
        return begun + (try await verify([due.key], run: #require(due.run), purpose: .end))
    }

    /// The removals as they stand, in the order of their keys: state, when they are due, and why they are void.
    func plannedRemovals() async throws -> [LedgerRemoval] {
        try await ledger.client.query("SELECT \(fragment: LedgerRemoval.columns) FROM ledger.removals r ORDER BY r.key")
            .map(LedgerRemoval.init(row:))
    }

    func removal(_ key: OperationKey) async throws -> LedgerRemoval {
        try #require(try await plannedRemovals().first { $0.key == key })
    }

    var context: HandlingContext {
        HandlingContext(attempt: 1, trace: Samples.trace, body: [], logger: log.logger)
    }
}

extension StageOutcome {
    var facts: [Fact] {
        switch self {
        case .done(let emissions), .later(_, let emissions), .failed(_, let emissions): emissions.map(\.fact)
        }
    }

    var isLater: Bool { if case .later = self { true } else { false } }
}
