import Domain

/// What the wish to take a run back has come to in the ledger.
enum RollbackOpening {
    /// It is being taken back in that start, or is in a later one.
    case run(LedgerRun)
    case refused(RollbackRefusal)
    /// Another request is changing a membership of the run at this moment.
    case pairIsBusy
}
