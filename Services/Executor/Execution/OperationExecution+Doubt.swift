import Domain
import Entra
import Fleet

extension OperationExecution {
    /// What is known of a call that Graph refuses for good, where another one may have had its effect.
    enum Doubt {
        /// The other one had it.
        case done
        /// The refusal is the whole truth.
        case notDone
        /// Not known yet: it has failed so, and is called again after the pause, or when the failure says.
        case open(Failure, pause: Duration?)
    }

    /// Has reads decide what a refusal means: as many as it takes to prove a change.
    func resolve(
        _ failure: Failure, of attempt: LedgerAttempt, _ direction: RunDirection, _ operation: LedgerOperation,
        _ trace: TraceContext
    ) async throws -> Doubt {
        let others = try await ledger.others(besides: attempt, direction)
        guard others.areUnclear else { return .notDone }
        let key = attempt.key
        let reading: MembershipReading
        do {
            reading = try await reads.membership(of: key.user, in: key.group, trace: trace)
        } catch var error as Failure {
            switch error.reason {
            // Nobody is a member of a group that is gone, and nobody who is gone is a member.
            case .directoryGroupMissing, .directoryUserMissing: return .notDone
            default:
                // What can't be read is why it goes on; what has to be on record is the call.
                error.correlation = Self.correlation(of: attempt, failure)
                return .open(error, pause: nil)
            }
        }
        if operation.isWanted(reading.isMember) { return .done }
        // Reads before that say nothing.
        if others.mayLast > .zero { return .open(failure, pause: VerificationRule.hop(others.mayLast)) }
        let pause = verification.interval
        let absences = try await ledger.recordAbsence(operation, pause: pause / .seconds(1), at: now())
        return absences >= verification.agreeingReads ? .notDone : .open(failure, pause: max(pause, .seconds(1)))
    }
}
