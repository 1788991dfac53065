import Entra

extension QuotaCost {
    init(_ cost: GraphCost) {
        self.init(writes: cost.writes, resourceUnits: cost.resourceUnits)
    }
}

extension QuotaReport {
    /// What an answer of Graph's said, in the quota's terms.
    init(_ signal: ThrottleSignal) {
        let budget: QuotaBudget? =
            switch signal.scope {
            case .write: .writes
            case .readWrite: .resourceUnits
            case .unknown: nil
            }
        self.init(
            isRefused: signal.isThrottled, usage: signal.usage, retryAfter: signal.retryAfterSeconds, budget: budget,
            cost: QuotaCost(signal.cost))
    }
}
