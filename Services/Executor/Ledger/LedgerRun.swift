import Domain

/// A run as it stands in the ledger.
struct LedgerRun: Hashable, Sendable {
    var direction: RunDirection
    /// In the order of the plan.
    var operations: [LedgerOperation]

    /// - Parameter operations: in any order.
    init(plan: Plan, direction: RunDirection, operations: [LedgerOperation]) {
        self.direction = direction
        let order = Dictionary(plan.operations.enumerated().map { ($1.key, $0) }) { first, _ in first }
        self.operations = operations.sorted { order[$0.key, default: 0] < order[$1.key, default: 0] }
    }

    var states: [OperationState] { operations.map(\.state) }
}
