import Domain
import Foundation

/// One row of `ledger.operations`.
struct LedgerOperation: Hashable, Sendable {
    var key: OperationKey
    /// The run that brought it into the ledger.
    var run: RunID
    var state: OperationState
    /// The start of its run in which it stands so, from 1.
    var start: Int
    /// What a read showed before the first intent.
    var wasMember: Bool?
    var isOurChange: Bool
    /// How many calls were begun.
    var attempts: Int
    var appliedAt: Date?
    var agreeingReads: Int
    var lastReadAt: Date?
    /// For how long reads have been made that didn't prove it, in seconds.
    var unprovedSeconds: TimeInterval
    var correlation: CorrelationIDs?
    /// Why it was refused.
    var failure: Failure?
    /// The call of which Graph said that the change is in place; nil while there is none.
    var application: Application?
    /// How taking the change back went; nil while that wasn't begun.
    var undo: Undo?
    /// The latest change of any other operation on the same membership, when this was read.
    var pairVersion: Int64

    /// A call of which Graph said that the change is in place.
    struct Application: Hashable, Sendable {
        var attempt: Int
        var evidence: OperationApplied.Evidence
    }

    /// The taking back of a change.
    struct Undo: Hashable, Sendable {
        /// The latest call.
        var attempt: Int
        /// When Graph accepted it; nil while it didn't.
        var acceptedAt: Date?
        var evidence: OperationApplied.Evidence?
        var correlation: CorrelationIDs?
        /// Why Graph refuses it for good.
        var failure: Failure?
    }

    /// Whether a membership that was read is the one that the operation is to bring about: the change, or its undoing.
    func isWanted(_ isMember: Bool) -> Bool {
        let isChanged =
            switch key.action {
            case .add: isMember
            case .remove: !isMember
            }
        return state == .reverting ? !isChanged : isChanged
    }

    /// Since when reads may show it.
    var visibleSince: Date? { state == .reverting ? undo?.acceptedAt : appliedAt }

    /// Whether reads are to prove something about it now.
    var awaitsProof: Bool {
        switch state {
        case .satisfied, .applied: true
        case .reverting: undo?.acceptedAt != nil
        case .planned, .intended, .verified, .refused, .reverted: false
        }
    }

    /// Whether it is to be taken back, and Graph has neither accepted nor refused that yet.
    var isToBeUndone: Bool { state == .reverting && undo?.acceptedAt == nil && undo?.failure == nil }

    var standing: RunSettlement.Standing {
        RunSettlement.Standing(state, isOurChange: isOurChange, undoIsRefused: undo?.failure != nil)
    }

    var outcome: RunEnded.Outcome {
        let isUndone = state == .reverting || state == .reverted
        return RunEnded.Outcome(
            key: key, state: state, isOurChange: isOurChange,
            correlation: isUndone ? undo?.correlation ?? correlation : correlation,
            failure: isUndone ? undo?.failure : failure)
    }
}
