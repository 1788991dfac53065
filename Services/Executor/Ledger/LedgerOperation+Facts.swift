import Domain

extension OperationVerified {
    init(_ operation: LedgerOperation, in run: RunID) {
        self.init(
            run: run, key: operation.key, agreeingReads: operation.agreeingReads, isOurChange: operation.isOurChange,
            start: operation.start)
    }
}

extension OperationReverted {
    init(_ operation: LedgerOperation, in run: RunID) {
        self.init(
            run: run, key: operation.key, attempt: operation.undo?.attempt ?? operation.attempts,
            agreeingReads: operation.agreeingReads)
    }
}
