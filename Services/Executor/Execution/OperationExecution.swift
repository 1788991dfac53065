import Domain
import Entra
import Fleet
import Foundation

/// Makes one change by the protocol of the ledger: read, commit the intent, call, commit the outcome.
struct OperationExecution: Sendable {
    let changes: ChangeCaller
    let reads: MembershipReader
    let ledger: Ledger
    let verification: VerificationRule
    let now: @Sendable () -> Date

    func advance(_ operation: LedgerOperation, mandate: Mandate, trace: TraceContext) async throws -> OperationStep {
        guard mandate.covers(operation.key) else {
            throw Failure(.approvalMandateMismatch, "\(operation.key) is not in the approved plan")
        }
        var step = OperationStep()
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
        // Who asked for it until then has no use of it any more, and it would be taken away at once.
        if mandate.purpose == .plan, let until = mandate.plan.until, until <= now() {
            let failure = Failure(.policyEndPast, "the access was asked for until \(Timestamp.text(of: until))")
            try await ledger.recordRefused(operation, failure, at: now())
            refused(operation, failure, mandate, &step)
            return
        }
        let reading: MembershipReading
        do {
            reading = try await reads.membership(of: operation.key.user, in: operation.key.group, trace: trace)
        } catch let error as Failure {
            guard error.kind == .permanent else {
                step.failure = error
                return
            }
            try await ledger.recordRefused(operation, error, at: now())
            refused(operation, error, mandate, &step)
            return
        }
        if operation.isWanted(reading.isMember) {
            let isSatisfied = try await ledger.recordSatisfied(
                operation, wasMember: reading.isMember, correlation: reading.correlation, at: now())
            let current = try await ledger.operation(operation.key)
            // What was read may be another request's, which can still take it back.
            step.waitsForTurn = !isSatisfied && current?.state == .planned
            if let current { state(current, mandate, &step) }
            return
        }
        try await call(operation, wasMember: reading.isMember, mandate, trace, &step)
    }

    private func call(
        _ operation: LedgerOperation, wasMember: Bool?, _ mandate: Mandate, _ trace: TraceContext,
        _ step: inout OperationStep
    ) async throws {
        let request = ChangeRequest(
            key: operation.key, action: operation.key.action, trace: trace,
            // One that may have been made already would spoil a call for several.
            mayBeGathered: wasMember != nil,
            commit: { [ledger, now] id in
                try await ledger.commitIntent(operation, wasMember: wasMember, clientRequestID: id, at: now())
            },
            recordUndecided: { [ledger, now] in try await ledger.recordFailed($0, $1, at: now()) })
        guard let result = try await make(request, &step) else { return }
        if let undecided = result.undecided {
            step.emissions.append(Emission(Self.fact(of: undecided.attempt, undecided.failure, mandate)))
        }
        switch result.outcome {
        case .uncalled(.pairIsBusy): step.waitsForTurn = true
        case .uncalled(.opposed(let wait)): step.wait(for: wait)
        case .uncalled(.overtaken), .uncalled(.committed):
            if let current = try await ledger.operation(operation.key) { state(current, mandate, &step) }
        case .called(let attempt, let outcome):
            try await settle(outcome, of: attempt, operation, mandate, trace, &step)
        }
    }

    /// Nil when nothing could be called: why stands in the step.
    func make(_ request: ChangeRequest, _ step: inout OperationStep) async throws -> ChangeResult? {
        do {
            return try await changes.make(request)
        } catch let failure as Failure {
            step.failure = failure
            return nil
        }
    }

    private func settle(
        _ outcome: MembershipWriteOutcome, of attempt: LedgerAttempt, _ operation: LedgerOperation, _ mandate: Mandate,
        _ trace: TraceContext, _ step: inout OperationStep
    ) async throws {
        switch outcome {
        case .accepted(let correlation):
            try await applied(attempt, .accepted, correlation, operation, mandate, &step)
        case .alreadySo(let correlation):
            try await applied(attempt, .alreadySo, correlation, operation, mandate, &step)
        case .failed(let failure) where failure.kind == .permanent:
            switch try await resolve(failure, of: attempt, .forward, operation, trace) {
            case .done:
                // The call's ids, not those of the read: it is the call that has to be on record.
                let correlation = Self.correlation(of: attempt, failure)
                try await applied(attempt, .alreadySo, correlation, operation, mandate, &step)
            case .notDone:
                try await ledger.recordRefused(attempt, failure, at: now())
                refused(operation, failure, mandate, &step)
            case .open(let failure, let pause):
                try await declined(attempt, failure, pause: pause, mandate, &step)
            }
        case .failed(let failure):
            try await failed(attempt, failure, mandate, &step)
        }
    }

    func failed(_ attempt: LedgerAttempt, _ failure: Failure, _ mandate: Mandate, _ step: inout OperationStep)
        async throws
    {
        try await ledger.recordFailed(attempt, failure, at: now())
        step.emissions.append(Emission(Self.fact(of: attempt, failure, mandate)))
        step.failure = failure
        step.isUnknown = true
    }

    /// Graph refused the call, and what others have done isn't known yet.
    ///
    /// - Parameter pause: after which it is called again, as if it had not failed; nil when the failure says when.
    func declined(
        _ attempt: LedgerAttempt, _ failure: Failure, pause: Duration?, _ mandate: Mandate, _ step: inout OperationStep
    ) async throws {
        try await ledger.recordFailed(attempt, failure, isDeclined: true, at: now())
        step.emissions.append(Emission(Self.fact(of: attempt, failure, mandate)))
        step.failure = pause == nil ? failure : nil
        step.pause = pause
        step.isUnknown = true
    }

    private func refused(
        _ operation: LedgerOperation, _ failure: Failure, _ mandate: Mandate, _ step: inout OperationStep
    ) {
        let fact = OperationRefused(run: mandate.run, key: operation.key, failure: failure, start: operation.start)
        step.emissions.append(Emission(.operationRefused(fact)))
        step.isRefused = true
    }

    private func applied(
        _ attempt: LedgerAttempt, _ evidence: OperationApplied.Evidence, _ correlation: CorrelationIDs,
        _ operation: LedgerOperation, _ mandate: Mandate, _ step: inout OperationStep
    ) async throws {
        try await ledger.recordApplied(attempt, evidence: evidence, correlation: correlation, at: now())
        let fact = OperationApplied(
            run: mandate.run, key: attempt.key, attempt: attempt.number, evidence: evidence,
            correlation: correlation)
        step.emissions += [Emission(.operationApplied(fact)), verificationDue(operation, mandate)]
        step.awaitsProof = true
    }

    // MARK: - Stating

    func state(_ operation: LedgerOperation, _ mandate: Mandate, _ step: inout OperationStep) {
        step.emissions += statement(of: operation, mandate)
        step.awaitsProof = step.awaitsProof || operation.awaitsProof
        step.isRefused = step.isRefused || operation.state == .refused
        step.isUnknown = step.isUnknown || operation.state == .intended
    }

    /// What is to be stated of an operation that stands in a state already: the same facts, with the same ids, as when it got there.
    private func statement(of operation: LedgerOperation, _ mandate: Mandate) -> [Emission] {
        let run = mandate.run
        let correlation = operation.correlation ?? CorrelationIDs()
        switch operation.state {
        case .satisfied:
            let fact = OperationSatisfied(
                run: run, key: operation.key, correlation: correlation, start: operation.start)
            return [Emission(.operationSatisfied(fact)), verificationDue(operation, mandate)]
        case .applied:
            return applied(operation, run) + [verificationDue(operation, mandate)]
        case .verified:
            // Nor is it known whether the call was stated: another executor may have read the change back since.
            return applied(operation, run) + [Emission(.operationVerified(OperationVerified(operation, in: run)))]
        case .refused:
            let fact = OperationRefused(
                run: run, key: operation.key, failure: operation.failure ?? Failure(.graphRefused, ""),
                start: operation.start)
            return [Emission(.operationRefused(fact))]
        case .reverting:
            // Whether it was stated before it turned back isn't known.
            let verification = operation.undo?.acceptedAt.map { _ in verificationDue(operation, mandate) }
            return applied(operation, run) + undone(operation, run) + [verification].compactMap(\.self)
        case .reverted:
            return applied(operation, run) + undone(operation, run)
                + [Emission(.operationReverted(OperationReverted(operation, in: run)))]
        case .planned, .intended:
            return []
        }
    }

    private func applied(_ operation: LedgerOperation, _ run: RunID) -> [Emission] {
        guard let application = operation.application else { return [] }
        let fact = OperationApplied(
            run: run, key: operation.key, attempt: application.attempt, evidence: application.evidence,
            correlation: operation.correlation ?? CorrelationIDs())
        return [Emission(.operationApplied(fact))]
    }

    private func undone(_ operation: LedgerOperation, _ run: RunID) -> [Emission] {
        guard let undo = operation.undo else { return [] }
        if let failure = undo.failure {
            let fact = OperationUndoRefused(run: run, key: operation.key, attempt: undo.attempt, failure: failure)
            return [Emission(.operationUndoRefused(fact))]
        }
        guard undo.acceptedAt != nil else { return [] }
        let fact = OperationUndoApplied(
            run: run, key: operation.key, attempt: undo.attempt, evidence: undo.evidence ?? .accepted,
            correlation: undo.correlation ?? CorrelationIDs())
        return [Emission(.operationUndoApplied(fact))]
    }

    func unreported(_ operation: LedgerOperation, _ mandate: Mandate) async throws -> [Emission] {
        guard operation.attempts > 0 else { return [] }
        return try await ledger.unreportedAttempts(of: operation.key, at: now()).compactMap { attempt in
            attempt.failure.map { Emission(Self.fact(of: attempt, $0, mandate)) }
        }
    }

    /// By which Graph has a call that it refused.
    static func correlation(of attempt: LedgerAttempt, _ failure: Failure) -> CorrelationIDs {
        failure.correlation ?? CorrelationIDs(clientRequestID: attempt.clientRequestID)
    }

    static func fact(of attempt: LedgerAttempt, _ failure: Failure, _ mandate: Mandate) -> Fact {
        let run = mandate.run
        return failure.reason.isThrottling
            ? .operationThrottled(
                OperationThrottled(
                    ticket: mandate.plan.ticket, run: run, key: attempt.key, attempt: attempt.number, failure: failure,
                    purpose: mandate.purpose))
            : .operationAttemptFailed(
                OperationAttemptFailed(run: run, key: attempt.key, attempt: attempt.number, failure: failure))
    }

    func verificationDue(_ operation: LedgerOperation, _ mandate: Mandate) -> Emission {
        Emission(
            .operationVerificationDue(
                OperationVerificationDue(
                    ticket: mandate.plan.ticket, run: mandate.run, key: operation.key, purpose: mandate.purpose,
                    start: operation.start)),
            to: .stage(.verify, after: VerificationRule.hop(verification.firstDelay)))
    }
}
