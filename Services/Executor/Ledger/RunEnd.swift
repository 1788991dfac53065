import Domain
import Foundation
import Postgres

/// A run whose operations are all settled, and what is to be recorded and stated of that. Pure.
struct RunEnd: Sendable {
    var mandate: Mandate
    var settlement: RunSettlement
    var run: LedgerRun
    /// Which start of the run has ended so.
    var start: Int
    /// When this was found.
    var at: Date

    /// Whether the run, a row of `ledger.runs`, is still the one that was judged: neither turned back nor started again meanwhile.
    var isStillSo: PostgresStatement { "direction = \(run.direction.rawValue) AND start = \(start)" }

    /// What becomes of a removal.
    enum Change: Hashable, Sendable {
        /// By the end of the run of a plan.
        case settled(RemovalSettlement.Change)
        /// It was the run's own purpose.
        case carriedOut(OperationKey, isProved: Bool)
    }

    /// - Parameter removals: all of the run's memberships.
    func changes(to removals: [LedgerRemoval]) -> [Change] {
        if let ending = mandate.ending { return [.carriedOut(ending, isProved: settlement == .landed)] }
        return run.operations.flatMap { operation in
            RemovalSettlement.changes(
                after: .init(key: operation.key, state: operation.state, isOurChange: operation.isOurChange),
                run.direction,
                removals.filter { $0.key.user == operation.key.user && $0.key.group == operation.key.group }
                    .map { .init(key: $0.key, state: $0.state, dueAt: $0.dueAt, cancelledBy: $0.cancelledBy) }
            ).map(Change.settled)
        }
    }

    /// What is to be stated. What is on record counts, whatever it looks like by now.
    ///
    /// - Parameters:
    ///   - recorded: `ended_at` and `outcome` of the run.
    ///   - planned: the ends of what the run adds; of a run that ends an access that very end.
    /// - Returns: nil when the run has not ended, or was cancelled.
    func fact(recorded: PostgresRow?, _ planned: [LedgerRemoval] = []) throws -> Fact? {
        guard let recorded, let text: String = try recorded.decode("outcome", as: String?.self),
            let outcome = RunSettlement(rawValue: text)
        else { return nil }
        let endedAt: Date = Timestamp.rounded(try recorded.decode("ended_at"))
        return mandate.ending == nil
            ? ended(outcome, endedAt, planned) : accessEnded(outcome, endedAt, planned.first)
    }

    private func ended(_ outcome: RunSettlement, _ endedAt: Date, _ planned: [LedgerRemoval]) -> Fact? {
        let ends = Dictionary(planned.map { ($0.key, $0.end) }) { first, _ in first }
        let facts = RunEnded(
            plan: mandate.plan, approval: mandate.approval,
            outcomes: run.operations.map { operation in
                var outcome = operation.outcome
                outcome.end = ends[operation.key.opposite].flatMap(\.self)
                return outcome
            }, endedAt: endedAt, start: start, rollback: run.rollback,
            repair: run.retry?.repairs == nil ? nil : run.retry)
        return switch outcome {
        case .underWay: nil
        case .landed: .runLanded(facts)
        case .reverted: .runReverted(facts)
        case .stuck: .runStuck(facts)
        }
    }

    private func accessEnded(_ outcome: RunSettlement, _ endedAt: Date, _ removal: LedgerRemoval?) -> Fact? {
        guard let operation = run.operations.first, let removal else { return nil }
        let facts = AccessEnded(
            plan: mandate.plan, approval: mandate.approval, outcome: operation.outcome, dueAt: removal.dueAt,
            endedAt: endedAt)
        return switch outcome {
        case .underWay: nil
        case .landed: .accessEnded(facts)
        // A run of one removal has nothing to take back.
        case .reverted, .stuck: .accessEndFailed(facts)
        }
    }
}
