/// Follows the statements of one connection, to say of each round trip whether it commits, and what.
package struct PostgresTransaction: Sendable {
    private var isOpen = false
    private var writes: [String] = []

    /// The step that a round trip with these statements is.
    package mutating func step(for statements: [SQLStatement]) -> StepSketch {
        var committed: [String]?
        func merge(_ more: [String]) { committed = (committed ?? []) + more }
        for statement in statements {
            switch statement.role {
            case .begins:
                // Statements before it in the same round trip were in an implicit transaction of their own.
                isOpen = true
            case .commits:
                merge(writes)
                finish()
            case .rollsBack:
                finish()
            case .writes(let what):
                if !writes.contains(what) { writes.append(what) }
            case .reads:
                break
            }
        }
        if !isOpen, !writes.isEmpty {
            merge(writes)
            writes = []
        }
        // In one order: callers whose statements are committed together may come in any.
        if let committed { return StepSketch(.commit, detail: committed.sorted().joined(separator: ", ")) }
        return StepSketch(.query, detail: "")
    }

    /// The server says where it stands: `I` outside a transaction, `T` inside, `E` inside a failed one.
    package mutating func correct(status: Character) {
        if status == "I" { finish() } else { isOpen = true }
    }

    private mutating func finish() {
        isOpen = false
        writes = []
    }
}
