import Domain

/// What came of stopping a run whose request was withdrawn.
enum WithdrawalOpening: Hashable, Sendable {
    /// It is as it should be, or goes on to get there.
    case run(LedgerRun)
    /// What came of a call of it has to be known first.
    case isUnclear(LedgerRun)
    /// Another request is changing what is to be taken back.
    case pairIsBusy
    case refused(RunRollback, RollbackRefusal)
}
