import Domain

/// One row of `ledger.attempts`: a call that was begun.
struct LedgerAttempt: Hashable, Sendable {
    enum Outcome: String, Sendable {
        case accepted
        case alreadySo = "already_so"
        case throttled
        case failed
        /// A call for several, which did nothing because it could not do all.
        case undecided
        case refused
        /// Graph refused it for good, but an earlier call may have had its effect, or still have it: nothing is settled by that.
        case declined
        /// The service ended before the outcome was on record.
        case interrupted
    }

    var key: OperationKey
    /// From 1.
    var number: Int
    var clientRequestID: String
    /// Whether an earlier call may have had its effect all the same: its answer was lost, said nothing certain, or is still to come.
    ///
    /// Then “already so” may be that effect, and a refusal says only that this call did nothing.
    var followsUnknown = false
    /// Nil while the call is on its way, and after a crash until somebody takes the operation over.
    var outcome: Outcome?
    var failure: Failure?
}
