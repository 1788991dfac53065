/// What a call costs by Graph's table.
struct QuotaCost: Hashable, Sendable {
    var writes: Int
    var resourceUnits: Int

    init(writes: Int = 0, resourceUnits: Int = 0) {
        self.writes = max(writes, 0)
        self.resourceUnits = max(resourceUnits, 0)
    }

    subscript(budget: QuotaBudget) -> Int {
        switch budget {
        case .resourceUnits: resourceUnits
        case .writes: writes
        }
    }
}
