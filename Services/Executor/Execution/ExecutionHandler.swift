import Domain
import Fleet
import Foundation
import Logging

/// Carries out an approved plan: brings it into the ledger, and works on its operations in the order of their turns. Where one is refused for
/// good, and the policy says so, the run turns back, and what it has changed is taken back in reverse.
///
/// A run that was reverted, or is stuck, is carried out once more where a person asks for it, under the same keys; one that has landed, or is
/// stuck, is taken back; and so is one whose request is withdrawn, as far as it has come. What was removed outside after a run has landed is put
/// back by a start of that run, where the policy says so. The removal of an access at its end is a run as
/// well, of one operation, by the same protocol.
struct ExecutionHandler: StageHandler {
    let stage = Stage.execute
    let needs: Set<Dependency> = [.graph, .postgres]
    let operations: OperationExecution
    /// For the removals at the end of an access: nobody waits for them.
    let removals: OperationExecution
    let ledger: Ledger
    /// Publishes, and returns when the broker has it.
    let publish: @Sendable ([Emission], TraceContext) async throws -> Void
    let now: @Sendable () -> Date
    /// Looked at right before anything is changed.
    let tickets: any TicketLooking
    let looks = RecentLooks()
    let turns = KeyedTurns<RunID>()

    init(
        operations: OperationExecution, removals: OperationExecution, ledger: Ledger, tickets: any TicketLooking,
        now: @escaping @Sendable () -> Date,
        publish: @escaping @Sendable ([Emission], TraceContext) async throws -> Void
    ) {
        self.operations = operations
        self.removals = removals
        self.ledger = ledger
        self.tickets = tickets
        self.publish = publish
        self.now = now
    }

    /// How long a request waits for its turn when another one is changing the same membership.
    static let turn = Duration.seconds(1)

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        if case .requestWithdrawn(let withdrawn) = event.fact { return try await withdraw(withdrawn, context) }
        if case .accessDrifted(let drifted) = event.fact { return try await repair(drifted, context) }
        // Without a mandate for exactly this plan nothing is written (I5).
        let mandate =
            switch event.fact {
            case .requestApproved(let approved): try Mandate(plan: approved.plan, approval: approved.approval)
            case .retryRequested(let asked): try Mandate(plan: asked.plan, approval: asked.approval)
            case .rollbackRequested(let asked): try Mandate(plan: asked.plan, approval: asked.approval)
            case .accessEndDue(let due): try Mandate(plan: due.plan, approval: due.approval, ending: due.key)
            default: throw Failure.misplaced(event, in: stage)
            }
        return try await turns.withTurn(mandate.run) {
            if case .retryRequested(let asked) = event.fact { return try await retry(mandate, asked.retry, context) }
            if case .rollbackRequested(let asked) = event.fact {
                return try await rollBack(mandate, asked.rollback, context)
            }
            switch mandate.purpose {
            case .plan:
                if let wait = try await deferral(mandate, start: 1, context) { return wait }
                let run = try await ledger.open(mandate, at: now())
                if let withdrawal = run.withdrawal { return try await stop(mandate, withdrawal, context) }
                return try await carryOut(run, mandate, context)
            case .end:
                switch try await ledger.openEnd(mandate, at: now()) {
                case .run(let run): return try await carryOut(run, mandate, context)
                case .notBefore(let time): return .later(Self.wait(until: time, at: now()))
                case .released:
                    context.logger.info("the access goes on, or is gone: nothing is removed")
                    return .done()
                }
            }
        }
    }

    private func retry(_ mandate: Mandate, _ retry: RunRetry, _ context: HandlingContext) async throws -> StageOutcome {
        if let wait = try await deferral(mandate, start: retry.start, context) { return wait }
        switch try await ledger.startAgain(mandate, retry, at: now()) {
        case .run(let run): return try await carryOut(run, mandate, context)
        case .pairIsBusy: return .later(Self.turn)
        case .refused(let refusal):
            context.logger.notice("the run is not carried out once more: \(refusal.rawValue)")
            let fact = RetryRefused(ticket: mandate.plan.ticket, run: mandate.run, retry: retry, refusal: refusal)
            return .done([Emission(.retryRefused(fact))])
        }
    }

    private func rollBack(
        _ mandate: Mandate, _ rollback: RunRollback, _ context: HandlingContext
    ) async throws -> StageOutcome {
        switch try await ledger.rollBack(mandate, rollback, at: now()) {
        case .run(let run): return try await carryOut(run, mandate, context)
        case .pairIsBusy: return .later(Self.turn)
        case .refused(let refusal):
            context.logger.notice("the run is not taken back: \(refusal.rawValue)")
            let fact = RollbackRefused(
                ticket: mandate.plan.ticket, run: mandate.run, rollback: rollback, refusal: refusal)
            return .done([Emission(.rollbackRefused(fact))])
        }
    }

    /// The clocks of executors differ by a moment, so mostly a second; an hour at most, then it is looked at again.
    static func wait(until time: Date, at now: Date) -> Duration {
        .seconds(min(max(time.timeIntervalSince(now), 1), 3_600))
    }

    func carryOut(_ run: LedgerRun, _ mandate: Mandate, _ context: HandlingContext) async throws -> StageOutcome {
        if let outcome = try await lookAgain(run, mandate, context) { return outcome }
        var run = run
        // Stated before the first change, so that the ticket shows it while it happens. A ticket whose access ends, or is taken back, stays as
        // it is.
        if mandate.purpose == .plan, run.rollback == nil, run.states.contains(where: { !$0.isSettled }) {
            let started = RunStarted(plan: mandate.plan, approval: mandate.approval, retry: run.retry)
            try await publish([Emission(.runStarted(started))], context.trace)
        }
        var step = OperationStep()
        if run.direction == .forward {
            step.add(try await goForward(run, mandate, context.trace))
            if step.isRefused, run.withdrawal == nil, run.rule(of: mandate) == .rollBack {
                if !step.isUnknown { run = try await ledger.turnBack(mandate.plan, at: now()) }
                // What came of an intent, ours or somebody else's, has to be known first.
                if run.direction == .forward { step.waitsForTurn = true }
            }
        }
        if run.direction == .back {
            context.logger.notice(
                run.rollback == nil
                    ? "a part of the run was refused: what it has changed is taken back"
                    : "a person wishes it: what the run has changed is taken back")
            step.awaitsProof = false
            step.add(try await goBack(run, mandate, context.trace))
        }
        // Also when nothing was left to do: the message may be a repeated one, of a run that has ended.
        if step.failure == nil, !step.waitsForTurn, step.pause == nil, !step.awaitsProof {
            step.emissions += try await ledger.end(mandate.run, at: now()).map { Emission($0) }
        }
        if let failure = step.failure { return .failed(failure, step.emissions) }
        if let pause = step.pause {
            context.logger.info("the run waits for what earlier calls come to; it is looked at again in \(pause)")
            return .later(pause, step.emissions)
        }
        return step.waitsForTurn ? .later(Self.turn, step.emissions) : .done(step.emissions)
    }

    private func goForward(_ run: LedgerRun, _ mandate: Mandate, _ trace: TraceContext) async throws -> OperationStep {
        var sum = OperationStep()
        sum.isRefused = run.states.contains(.refused)
        for operation in run.inOrderOfTurns {
            // Once it is clear that the run turns back, or isn't wanted any more, nothing more is begun; what was begun is brought to its end.
            let isOver = run.withdrawal != nil || sum.isRefused && run.rule(of: mandate) == .rollBack
            if operation.state == .planned, isOver { continue }
            try await tell(operation, mandate, trace)
            let step = try await execution(for: mandate).advance(operation, mandate: mandate, trace: trace)
            sum.add(step)
            // Nothing is begun out of turn: see there.
            if operation.state == .planned, !step.isBegun { break }
        }
        return sum
    }

    /// States what came of earlier calls, and returns when the broker has it: the next call takes them for stated, and what follows from
    /// this message may never be published.
    private func tell(_ operation: LedgerOperation, _ mandate: Mandate, _ trace: TraceContext) async throws {
        let facts = try await execution(for: mandate).unreported(operation, mandate)
        if !facts.isEmpty { try await publish(facts, trace) }
    }

    private func goBack(_ run: LedgerRun, _ mandate: Mandate, _ trace: TraceContext) async throws -> OperationStep {
        var sum = OperationStep()
        for operation in run.inOrderOfTurns.reversed() {
            try await tell(operation, mandate, trace)
            sum.add(try await execution(for: mandate).takeBack(operation, mandate: mandate, trace: trace))
        }
        return sum
    }

    private func execution(for mandate: Mandate) -> OperationExecution {
        switch mandate.purpose {
        case .plan: operations
        case .end: removals
        }
    }
}
