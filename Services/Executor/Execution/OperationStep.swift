import Domain
import Fleet

/// What came of working on one operation.
struct OperationStep {
    /// What is to be stated.
    var emissions: [Emission] = []
    /// Why it has to be tried again.
    var failure: Failure?
    /// It is in place and not proved yet: the run can't end before that.
    var awaitsProof = false
    /// Another request is changing the same membership: this one waits for its turn.
    var waitsForTurn = false
}
