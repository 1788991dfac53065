import Domain
import Entra
import Fleet
import Foundation

/// Works on one operation by the protocol of the ledger: read, commit the intent, call, commit the outcome.
struct OperationExecution: Sendable {
    let graph: GraphClient
    let ledger: Ledger
    let verification: VerificationRule
    let now: @Sendable () -> Date

    func advance(_ operation: LedgerOperation, mandate: Mandate, trace: TraceContext) async throws -> OperationStep {
        guard mandate.covers(operation.key) else {
            throw Failure(.approvalMandateMismatch, "\(operation.key) is not in the approved plan")
        }
        var step = OperationStep(emissions: try await unreported(operation, mandate))
        switch operation.state {
        case .planned:
            try await begin(operation, mandate, trace, &step)
        case .intended:
            // An earlier try may have landed: calling again is safe, and Graph's answer says which it was.
            try await call(operation, wasMember: nil, mandate, trace, &step)
        case .satisfied, .applied, .verified, .refused:
            // Done before; what was to be stated then may be lost.
            state(operation, mandate, &step)
        case .reverting, .reverted:
            break
        }
        return step
    }

    // MARK: - Steps

    private func begin(
        _ operation: LedgerOperation, _ mandate: Mandate, _ trace: TraceContext, _ step: inout OperationStep
    ) async throws {
        let reading: MembershipReading
        do throws(Failure) {
            reading = try await graph.membership(of: operation.key.user, in: operation.key.group, trace: trace)
        } catch {
            guard error.kind == .permanent else {
                step.failure = error
                return
            }
            try await ledger.recordRefused(operation, error, at: now())
            step.emissions += [
                Emission(.operationRefused(OperationRefused(run: mandate.plan.run, key: operation.key, failure: error)))
            ]
            return
        }
        if operation.isWanted(reading.isMember) {
            try await ledger.recordSatisfied(
                operation, wasMember: reading.isMember, correlation: reading.correlation, at: now())
            if let settled = try await ledger.operation(operation.key) { state(settled, mandate, &step) }
            return
        }
        try await call(operation, wasMember: reading.isMember, mandate, trace, &step)
    }

    private func call(
        _ operation: LedgerOperation, wasMember: Bool?, _ mandate: Mandate, _ trace: TraceContext,
        _ step: inout OperationStep
    ) async throws {
        let key = operation.key
        let clientRequestID = UUID().uuidString.lowercased()
        let attempt: LedgerAttempt
        switch try await ledger.commitIntent(
            operation, wasMember: wasMember, clientRequestID: clientRequestID, at: now())
        {
        case .committed(let committed): attempt = committed
        case .pairIsBusy:
            step.waitsForTurn = true
            return
        case .overtaken:
            if let current = try await ledger.operation(key) { state(current, mandate, &step) }
            return
        }
        let outcome = await graph.change(
            key.action, user: key.user, group: key.group, clientRequestID: clientRequestID, trace: trace)
        switch outcome {
        case .accepted(let correlation):
            try await applied(attempt, .accepted, correlation, mandate, &step)
        case .alreadySo(let correlation):
            try await applied(attempt, .alreadySo, correlation, mandate, &step)
        case .failed(let failure) where failure.kind == .permanent:
            try await ledger.recordRefused(attempt, failure, at: now())
            step.emissions.append(
                Emission(.operationRefused(OperationRefused(run: mandate.plan.run, key: key, failure: failure))))
        case .failed(let failure):
            try await ledger.recordFailed(attempt, failure, at: now())
            step.emissions.append(Emission(Self.fact(of: attempt, failure, mandate)))
            step.failure = failure
        }
    }

    private func applied(
        _ attempt: LedgerAttempt, _ evidence: OperationApplied.Evidence, _ correlation: CorrelationIDs,
        _ mandate: Mandate,
        _ step: inout OperationStep
    ) async throws {
        try await ledger.recordApplied(attempt, evidence: evidence, correlation: correlation, at: now())
        let fact = OperationApplied(
            run: mandate.plan.run, key: attempt.key, attempt: attempt.number, evidence: evidence,
            correlation: correlation)
        step.emissions += [Emission(.operationApplied(fact)), verificationDue(attempt.key, mandate)]
        step.awaitsProof = true
    }

    // MARK: - Stating

    private func state(_ operation: LedgerOperation, _ mandate: Mandate, _ step: inout OperationStep) {
        step.emissions += statement(of: operation, mandate)
        step.awaitsProof = step.awaitsProof || operation.state == .satisfied || operation.state == .applied
    }

    /// What is to be stated of an operation that stands in a state already: the same facts, with the same ids, as when it got there.
    private func statement(of operation: LedgerOperation, _ mandate: Mandate) -> [Emission] {
        let run = mandate.plan.run
        let correlation = operation.correlation ?? CorrelationIDs()
        switch operation.state {
        case .satisfied:
            let fact = OperationSatisfied(run: run, key: operation.key, correlation: correlation)
            return [Emission(.operationSatisfied(fact)), verificationDue(operation.key, mandate)]
        case .applied:
            let fact = OperationApplied(
                run: run, key: operation.key, attempt: operation.attempts, evidence: operation.evidence,
                correlation: correlation)
            return [Emission(.operationApplied(fact)), verificationDue(operation.key, mandate)]
        case .verified:
            let fact = OperationVerified(
                run: run, key: operation.key, agreeingReads: operation.agreeingReads, isOurChange: operation.isOurChange
            )
            return [Emission(.operationVerified(fact))]
        case .refused:
            let failure = operation.failure ?? Failure(.graphRefused, "")
            return [Emission(.operationRefused(OperationRefused(run: run, key: operation.key, failure: failure)))]
        case .planned, .intended, .reverting, .reverted:
            return []
        }
    }

    private func unreported(_ operation: LedgerOperation, _ mandate: Mandate) async throws -> [Emission] {
        guard operation.attempts > 0 else { return [] }
        return try await ledger.unreportedAttempts(of: operation.key, at: now()).compactMap { attempt in
            attempt.failure.map { Emission(Self.fact(of: attempt, $0, mandate)) }
        }
    }

    private static func fact(of attempt: LedgerAttempt, _ failure: Failure, _ mandate: Mandate) -> Fact {
        let run = mandate.plan.run
        return failure.reason.isThrottling
            ? .operationThrottled(
                OperationThrottled(
                    ticket: mandate.plan.ticket, run: run, key: attempt.key, attempt: attempt.number, failure: failure))
            : .operationAttemptFailed(
                OperationAttemptFailed(run: run, key: attempt.key, attempt: attempt.number, failure: failure))
    }

    private func verificationDue(_ key: OperationKey, _ mandate: Mandate) -> Emission {
        Emission(
            .operationVerificationDue(
                OperationVerificationDue(ticket: mandate.plan.ticket, run: mandate.plan.run, key: key)),
            to: .stage(.verify, after: VerificationRule.hop(verification.firstDelay)))
    }
}
