import Domain
import Fleet

/// What came of working on one operation, or on all of a run.
struct OperationStep {
    /// What is to be stated.
    var emissions: [Emission] = []
    /// Why it has to be tried again; of several, the one that decides when.
    var failure: Failure?
    /// It is in place, or taken back, and not proved yet: the run can't end before that.
    var awaitsProof = false
    /// Another request is changing the same membership: this one waits for its turn.
    var waitsForTurn = false
    /// It has to be looked at again after that long, without having failed.
    var pause: Duration?
    /// Graph refused the change for good.
    var isRefused = false
    /// Whether the change was made is not known: it has to be called again.
    var isUnknown = false

    /// Whether an operation that was only planned is more than that after this step.
    var isBegun: Bool { !waitsForTurn && (failure == nil && pause == nil || isUnknown) }

    /// Has it looked at again when so much time is over: in steps that delay queues have.
    mutating func wait(for time: Duration) { pause = VerificationRule.hop(max(time, .milliseconds(1))) }

    mutating func add(_ other: OperationStep) {
        emissions += other.emissions
        failure = Self.worse(failure, other.failure)
        awaitsProof = awaitsProof || other.awaitsProof
        waitsForTurn = waitsForTurn || other.waitsForTurn
        pause = [pause, other.pause].compactMap(\.self).max()
        isRefused = isRefused || other.isRefused
        isUnknown = isUnknown || other.isUnknown
    }

    /// The failure that asks for the longer wait, and a real failure rather than a mere throttling.
    static func worse(_ one: Failure?, _ other: Failure?) -> Failure? {
        guard let one, let other else { return one ?? other }
        func weight(_ failure: Failure) -> (Int, Double) {
            (failure.reason.isThrottling ? 0 : 1, failure.retryAfterSeconds ?? 0)
        }
        return weight(one) < weight(other) ? other : one
    }
}
