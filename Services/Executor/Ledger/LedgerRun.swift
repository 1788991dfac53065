import Domain

/// A run as it stands in the ledger.
struct LedgerRun: Hashable, Sendable {
    var direction: RunDirection
    /// By which retry it was started; nil in its first start, and in one that takes it back.
    var retry: RunRetry?
    /// By whose wish it is taken back; nil in a start that is to carry it out.
    var rollback: RunRollback?
    /// How its request was withdrawn, if it was.
    var withdrawal: RequestWithdrawal?
    /// In the order of the plan.
    var operations: [LedgerOperation]

    /// - Parameters:
    ///   - planned: what the run is to do, in its order.
    ///   - operations: in any order.
    init(
        _ planned: [PlannedOperation], direction: RunDirection, retry: RunRetry? = nil, rollback: RunRollback? = nil,
        withdrawal: RequestWithdrawal? = nil, operations: [LedgerOperation]
    ) {
        self.direction = direction
        self.retry = retry
        self.rollback = rollback
        self.withdrawal = withdrawal
        let order = Dictionary(planned.enumerated().map { ($1.key, $0) }) { first, _ in first }
        self.operations = operations.sorted { order[$0.key, default: 0] < order[$1.key, default: 0] }
    }

    /// In the order in which the run begins them: that of their groups, and so the same for all runs.
    ///
    /// A run goes on to the next one only when it has begun the one before. So if a run waits for the turn of a membership, it holds only
    /// turns that come earlier in the order, and no two runs ever wait for each other.
    var inOrderOfTurns: [LedgerOperation] {
        operations.sorted { $0.key.group.description < $1.key.group.description }
    }

    /// What happens when a part of it can't be done: where it puts something back, what is in place stays.
    func rule(of mandate: Mandate) -> PartialFailureRule {
        if withdrawal == nil, retry?.repairs != nil { return .keep }
        return mandate.rule(isWithdrawn: withdrawal != nil)
    }

    var states: [OperationState] { operations.map(\.state) }
}
