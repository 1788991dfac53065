import Domain
import Fleet
import Foundation

/// Carries out an approved plan: brings it into the ledger, and works on its operations in the order of the plan.
struct ExecutionHandler: StageHandler {
    let stage = Stage.execute
    let needs: Set<Dependency> = [.graph, .postgres]
    let operations: OperationExecution
    let ledger: Ledger
    let publisher: EventPublisher
    let now: @Sendable () -> Date
    private let turns = KeyedTurns<RunID>()

    init(operations: OperationExecution, ledger: Ledger, publisher: EventPublisher, now: @escaping @Sendable () -> Date)
    {
        self.operations = operations
        self.ledger = ledger
        self.publisher = publisher
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
        let rows = try await ledger.open(mandate, at: now())
        // Stated before the first change, so that the ticket shows it while it happens.
        if rows.contains(where: { !$0.state.isSettled }) {
            let started = RunStarted(plan: mandate.plan, approval: mandate.approval)
            try await publisher.publish([Emission(.runStarted(started))], trace: context.trace)
        }
        var emissions: [Emission] = []
        var failures: [Failure] = []
        var (waits, awaitsProof) = (false, false)
        for row in rows {
            let step = try await operations.advance(row, mandate: mandate, trace: context.trace)
            emissions += step.emissions
            if let failure = step.failure { failures.append(failure) }
            waits = waits || step.waitsForTurn
            awaitsProof = awaitsProof || step.awaitsProof
        }
        // Also when nothing was left to do: the message may be a repeated one, of a run that has ended.
        if failures.isEmpty, !waits, !awaitsProof, let end = try await ledger.end(mandate.plan.run, at: now()) {
            emissions.append(Emission(end.settlement == .landed ? .runLanded(end.ended) : .runStuck(end.ended)))
        }
        if let failure = Self.worst(failures) { return .failed(failure, emissions) }
        return waits ? .later(Self.turn, emissions) : .done(emissions)
    }

    /// The failure that decides when to try again: the one that asks for the longest wait, and a real failure before a mere throttling.
    static func worst(_ failures: [Failure]) -> Failure? {
        failures.max { left, right in
            (left.reason.isThrottling ? 0 : 1, left.retryAfterSeconds ?? 0) < (
                right.reason.isThrottling ? 0 : 1, right.retryAfterSeconds ?? 0
            )
        }
    }
}
