import Domain
import Foundation

/// One row of `ledger.operations`.
struct LedgerOperation: Hashable, Sendable {
    var key: OperationKey
    /// The run that brought it into the ledger.
    var run: RunID
    var state: OperationState
    /// What a read showed before the first intent.
    var wasMember: Bool?
    var isOurChange: Bool
    /// How many calls were begun.
    var attempts: Int
    var appliedAt: Date?
    var agreeingReads: Int
    var lastReadAt: Date?
    var correlation: CorrelationIDs?
    /// Why it was refused.
    var failure: Failure?
    /// How Graph said that an applied change is in place.
    var evidence: OperationApplied.Evidence
    /// The latest change of any other operation on the same membership, when this was read.
    var pairVersion: Int64

    /// Whether a membership that was read is the one that the operation wants.
    func isWanted(_ isMember: Bool) -> Bool {
        switch key.action {
        case .add: isMember
        case .remove: !isMember
        }
    }

    var outcome: RunEnded.Outcome {
        RunEnded.Outcome(key: key, state: state, isOurChange: isOurChange, correlation: correlation, failure: failure)
    }
}
