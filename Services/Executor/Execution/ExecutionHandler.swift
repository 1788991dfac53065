import Domain
import Fleet
import Foundation
import Logging

/// Carries out an approved plan: brings it into the ledger, and works on its operations in the order of their turns. Where one is refused for
/// good, and the policy says so, the run turns back, and what it has changed is taken back in reverse.
struct ExecutionHandler: StageHandler {
    let stage = Stage.execute
    let needs: Set<Dependency> = [.graph, .postgres]
    let operations: OperationExecution
    let ledger: Ledger
    /// Publishes, and returns when the broker has it.
    let publish: @Sendable ([Emission], TraceContext) async throws -> Void
    let now: @Sendable () -> Date
    private let turns = KeyedTurns<RunID>()

    init(
        operations: OperationExecution, ledger: Ledger, now: @escaping @Sendable () -> Date,
        publish: @escaping @Sendable ([Emission], TraceContext) async throws -> Void
    ) {
        self.operations = operations
        self.ledger = ledger
        self.publish = publish
        self.now = now
    }

    /// How long a request waits for its turn when another one is changing the same membership.
    private static let turn = Duration.seconds(1)

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        guard case .requestApproved(let approved) = event.fact else { throw Failure.misplaced(event, in: stage) }
        // Without a mandate for exactly this plan nothing is written (I5).
        let mandate = try Mandate(plan: approved.plan, approval: approved.approval)
        return try await turns.withTurn(mandate.plan.run) { try await carryOut(mandate, context) }
    }

    private func carryOut(_ mandate: Mandate, _ context: HandlingContext) async throws -> StageOutcome {
        var run = try await ledger.open(mandate, at: now())
        // Stated before the first change, so that the ticket shows it while it happens.
        if run.states.contains(where: { !$0.isSettled }) {
            let started = RunStarted(plan: mandate.plan, approval: mandate.approval)
            try await publish([Emission(.runStarted(started))], context.trace)
        }
        var step = OperationStep()
        if run.direction == .forward {
            step.add(try await goForward(run, mandate, context.trace))
            if step.isRefused, mandate.plan.onPartialFailure == .rollBack {
                if !step.isUnknown { run = try await ledger.turnBack(mandate.plan, at: now()) }
                // What came of an intent, ours or somebody else's, has to be known first.
                if run.direction == .forward { step.waitsForTurn = true }
            }
        }
        if run.direction == .back {
            context.logger.notice("a part of the run was refused: what it has changed is taken back")
            step.awaitsProof = false
            step.add(try await goBack(run, mandate, context.trace))
        }
        // Also when nothing was left to do: the message may be a repeated one, of a run that has ended.
        if step.failure == nil, !step.waitsForTurn, step.pause == nil, !step.awaitsProof,
            let end = try await ledger.end(mandate.plan.run, at: now())
        {
            step.emissions.append(Emission(end))
        }
        if let failure = step.failure { return .failed(failure, step.emissions) }
        if let pause = step.pause { return .later(pause, step.emissions) }
        return step.waitsForTurn ? .later(Self.turn, step.emissions) : .done(step.emissions)
    }

    private func goForward(_ run: LedgerRun, _ mandate: Mandate, _ trace: TraceContext) async throws -> OperationStep {
        var sum = OperationStep()
        sum.isRefused = run.states.contains(.refused)
        for operation in run.inOrderOfTurns {
            // Once it is clear that the run turns back, nothing more is begun; what was begun is brought to its end.
            if operation.state == .planned, sum.isRefused, mandate.plan.onPartialFailure == .rollBack { continue }
            try await tell(operation, mandate, trace)
            let step = try await operations.advance(operation, mandate: mandate, trace: trace)
            sum.add(step)
            // Nothing is begun out of turn: see there.
            if operation.state == .planned, !step.isBegun { break }
        }
        return sum
    }

    /// States what came of earlier calls, and returns when the broker has it: the next call takes them for stated, and what follows from
    /// this message may never be published.
    private func tell(_ operation: LedgerOperation, _ mandate: Mandate, _ trace: TraceContext) async throws {
        let facts = try await operations.unreported(operation, mandate)
        if !facts.isEmpty { try await publish(facts, trace) }
    }

    private func goBack(_ run: LedgerRun, _ mandate: Mandate, _ trace: TraceContext) async throws -> OperationStep {
        var sum = OperationStep()
        for operation in run.inOrderOfTurns.reversed() {
            try await tell(operation, mandate, trace)
            sum.add(try await operations.takeBack(operation, mandate: mandate, trace: trace))
        }
        return sum
    }
}
