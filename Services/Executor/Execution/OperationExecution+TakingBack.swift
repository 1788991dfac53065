import Domain
import Entra
import Fleet
import Foundation

extension OperationExecution {
    /// Works on one operation of a run that has turned back: takes its change back if it made one, by the same protocol as a change.
    func takeBack(_ operation: LedgerOperation, mandate: Mandate, trace: TraceContext) async throws -> OperationStep {
        guard mandate.covers(operation.key) else {
            throw Failure(.approvalMandateMismatch, "\(operation.key) is not in the approved plan")
        }
        var step = OperationStep()
        state(operation, mandate, &step)
        // What was there before, was refused or never begun stays as it is, and needs no proof any more.
        step.awaitsProof = operation.state == .reverting && operation.awaitsProof
        if operation.isToBeUndone { try await callBack(operation, mandate, trace, &step) }
        return step
    }

    private func callBack(
        _ operation: LedgerOperation, _ mandate: Mandate, _ trace: TraceContext, _ step: inout OperationStep
    ) async throws {
        let key = operation.key
        let request = ChangeRequest(
            key: key, action: key.action.opposite, trace: trace, mayBeGathered: false,
            commit: { [ledger, now] id in
                try await ledger.commitUndo(operation, clientRequestID: id, at: now())
            },
            recordUndecided: { [ledger, now] in try await ledger.recordFailed($0, $1, at: now()) })
        guard let result = try await make(request, &step) else { return }
        switch result.outcome {
        case .uncalled(.opposed(let wait)): step.wait(for: wait)
        case .uncalled:
            if let current = try await ledger.operation(key) { state(current, mandate, &step) }
        case .called(let attempt, let outcome):
            try await settleUndo(outcome, of: attempt, operation, mandate, trace, &step)
        }
    }

    private func settleUndo(
        _ outcome: MembershipWriteOutcome, of attempt: LedgerAttempt, _ operation: LedgerOperation, _ mandate: Mandate,
        _ trace: TraceContext, _ step: inout OperationStep
    ) async throws {
        switch outcome {
        case .accepted(let correlation):
            try await undone(attempt, .accepted, correlation, operation, mandate, &step)
        case .alreadySo(let correlation):
            // After our own intent: an earlier call of ours, or somebody who was faster; either way it isn't there any more.
            try await undone(attempt, .alreadySo, correlation, operation, mandate, &step)
        case .failed(let failure) where failure.kind == .permanent:
            switch try await resolve(failure, of: attempt, .back, operation, trace) {
            case .done:
                let correlation = Self.correlation(of: attempt, failure)
                try await undone(attempt, .alreadySo, correlation, operation, mandate, &step)
            case .notDone:
                try await ledger.recordUndoRefused(attempt, failure, at: now())
                let fact = OperationUndoRefused(
                    run: mandate.run, key: attempt.key, attempt: attempt.number, failure: failure)
                step.emissions.append(Emission(.operationUndoRefused(fact)))
            case .open(let failure, let pause):
                try await declined(attempt, failure, pause: pause, mandate, &step)
            }
        case .failed(let failure):
            try await failed(attempt, failure, mandate, &step)
        }
    }

    private func undone(
        _ attempt: LedgerAttempt, _ evidence: OperationApplied.Evidence, _ correlation: CorrelationIDs,
        _ operation: LedgerOperation, _ mandate: Mandate, _ step: inout OperationStep
    ) async throws {
        try await ledger.recordUndone(attempt, evidence: evidence, correlation: correlation, at: now())
        let fact = OperationUndoApplied(
            run: mandate.run, key: attempt.key, attempt: attempt.number, evidence: evidence,
            correlation: correlation)
        step.emissions += [Emission(.operationUndoApplied(fact)), verificationDue(operation, mandate)]
        step.awaitsProof = true
    }
}
