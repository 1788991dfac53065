import Domain

/// What the wish to carry a run out once more has come to in the ledger.
enum RetryOpening {
    /// It is under way in that start, or a later one.
    case run(LedgerRun)
    case refused(RetryRefusal)
    /// Another request is changing a membership of the run at this moment.
    case pairIsBusy
}
