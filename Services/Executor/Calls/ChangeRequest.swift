import Domain
import Entra

/// A change that is to be made in Graph, with the way to commit the intent to make it.
struct ChangeRequest: Sendable {
    /// The operation that it is made for.
    var key: OperationKey
    /// What is called for it: the operation's own action, or the opposite to take it back.
    var action: MembershipAction
    /// The trace that the call belongs to, when it is made for this change alone.
    var trace: TraceContext
    /// Whether it may go together with others of its group in a call that does all of them or none.
    var mayBeGathered: Bool
    /// Commits the intent to make the next call, under a `client-request-id`.
    var commit: @Sendable (String) async throws -> Ledger.Intent
    /// Records that a call did nothing, because it was one for several, and can't be made together.
    var recordUndecided: @Sendable (LedgerAttempt, Failure) async throws -> Void

    func change(_ clientRequestID: String) -> MembershipChange {
        MembershipChange(action, user: key.user, group: key.group, clientRequestID: clientRequestID)
    }
}

/// What came of a change.
struct ChangeResult: Sendable {
    /// A call that did nothing, and after which each was called by itself.
    struct Undecided: Hashable, Sendable {
        var attempt: LedgerAttempt
        var failure: Failure
    }

    enum Outcome: Hashable, Sendable {
        case called(LedgerAttempt, MembershipWriteOutcome)
        /// No intent was committed: why not. Never ``Ledger/Intent/committed(_:)``.
        case uncalled(Ledger.Intent)
    }

    var undecided: Undecided?
    var outcome: Outcome
}
