import Domain
import Fleet

/// What came of working on one operation.
struct OperationStep {
    /// What is to be stated.
    var emissions: [Emission] = []
    /// Why it has to be tried again.
    var failure: Failure?
    /// Another request is changing the same membership: this one waits for its turn.
    var waitsForTurn = false
}
