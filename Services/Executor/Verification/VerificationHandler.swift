import Domain
import Entra
import Fleet
import Foundation

/// Reads a change back, until enough reads agree; the last operation of a run to be proved ends the run.
struct VerificationHandler: StageHandler {
    let stage = Stage.verify
    let needs: Set<Dependency> = [.graph, .postgres]
    let graph: GraphClient
    let ledger: Ledger
    let rule: VerificationRule
    let now: @Sendable () -> Date

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        guard case .operationVerificationDue(let due) = event.fact, let run = due.run else {
            throw Failure.misplaced(event, in: stage)
        }
        guard let operation = try await ledger.operation(due.key) else {
            throw Failure(.serviceDefect, "\(due.key) is not in the ledger")
        }
        switch operation.state {
        case .satisfied, .applied:
            return try await read(operation, run, context)
        case .verified:
            return .done(try await proved(operation, run))
        case .planned, .intended, .refused, .reverting, .reverted:
            // It went another way; whoever took it there states what follows.
            return .done()
        }
    }

    private func read(_ operation: LedgerOperation, _ run: RunID, _ context: HandlingContext) async throws
        -> StageOutcome
    {
        var current = operation
        repeat {
            if let wait = rule.wait(appliedAt: current.appliedAt, lastReadAt: current.lastReadAt, now: now()) {
                return .later(wait)
            }
            let reading = try await graph.membership(
                of: current.key.user, in: current.key.group, trace: context.trace)
            let agrees = current.isWanted(reading.isMember)
            current = try await ledger.recordRead(current, agrees: agrees, needed: rule.agreeingReads, at: now())
            if current.state == .verified { return .done(try await proved(current, run)) }
            if rule.isOver(appliedAt: current.appliedAt, now: now()) {
                throw Failure(
                    .graphUnverified, "\(current.key) was accepted, but reads did not show it within \(rule.limit)",
                    correlation: current.correlation)
            }
            // Where no pause is asked for, the next read that may agree needs no way through a queue.
            guard agrees, rule.interval == .zero else {
                return .later(VerificationRule.hop(max(rule.interval, .seconds(1))))
            }
        } while current.state == .satisfied || current.state == .applied
        return .done()
    }

    private func proved(_ operation: LedgerOperation, _ run: RunID) async throws -> [Emission] {
        let verified = OperationVerified(
            run: run, key: operation.key, agreeingReads: operation.agreeingReads, isOurChange: operation.isOurChange)
        var emissions = [Emission(.operationVerified(verified))]
        if let end = try await ledger.end(run, at: now()) {
            emissions.append(Emission(end.settlement == .landed ? .runLanded(end.ended) : .runStuck(end.ended)))
        }
        return emissions
    }
}
