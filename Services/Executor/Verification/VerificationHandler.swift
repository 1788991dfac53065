import Domain
import Entra
import Fleet
import Foundation

/// Reads a change back, until enough reads agree; the last operation of a run to be proved ends the run.
struct VerificationHandler: StageHandler {
    let stage = Stage.verify
    let needs: Set<Dependency> = [.graph, .postgres]
    let reads: MembershipReader
    /// For the removals at the end of an access: nobody waits for them.
    let backgroundReads: MembershipReader
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
        if operation.awaitsProof {
            let reads = due.purpose == .end ? backgroundReads : self.reads
            return try await read(operation, run, reads, context)
        }
        // Else it went another way; whoever took it there states what follows.
        return .done(try await proved(operation, run))
    }

    private func read(
        _ operation: LedgerOperation, _ run: RunID, _ reads: MembershipReader, _ context: HandlingContext
    ) async throws -> StageOutcome {
        var current = operation
        repeat {
            if let wait = rule.wait(appliedAt: current.visibleSince, lastReadAt: current.lastReadAt, now: now()) {
                return .later(wait)
            }
            let reading = try await reads.membership(
                of: current.key.user, in: current.key.group, trace: context.trace)
            let agrees = current.isWanted(reading.isMember)
            current = try await ledger.recordRead(
                current, agrees: agrees, needed: rule.agreeingReads, pause: rule.closest, longestGap: rule.longestGap,
                at: now())
            if !current.awaitsProof { break }
            // One that agrees is on its way to be proved, however late.
            if !agrees, rule.isOver(unprovedSeconds: current.unprovedSeconds) {
                let what = current.state == .reverting ? "taking back \(current.key)" : "\(current.key)"
                throw Failure(
                    .graphUnverified, "\(what) was accepted, but reads did not show it within \(rule.limit)",
                    correlation: current.outcome.correlation)
            }
            // Where no pause is asked for, the next read that may agree needs no way through a queue.
            guard agrees, rule.interval == .zero else {
                return .later(VerificationRule.hop(max(rule.interval, .seconds(1))))
            }
        } while current.awaitsProof
        return .done(try await proved(current, run))
    }

    /// What follows from an operation that has been proved, or proved to be taken back; the last one of a run ends it.
    private func proved(_ operation: LedgerOperation, _ run: RunID) async throws -> [Emission] {
        let fact: Fact
        switch operation.state {
        case .verified: fact = .operationVerified(OperationVerified(operation, in: run))
        case .reverted: fact = .operationReverted(OperationReverted(operation, in: run))
        case .planned, .satisfied, .intended, .applied, .refused, .reverting:
            return []
        }
        return [Emission(fact)] + (try await ledger.end(run, at: now())).map { Emission($0) }
    }
}
