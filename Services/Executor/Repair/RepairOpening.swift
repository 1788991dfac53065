import Domain

/// What it has come to in the ledger that access of a run was removed outside.
enum RepairOpening {
    /// It is being put back, or was.
    case run(LedgerRun)
    /// The run is being carried out.
    case isUnderWay
    /// It stays reported.
    case left(RepairObstacle)
}
