/// What an answer of Graph's said of throttling.
struct QuotaReport: Hashable, Sendable {
    /// It was a 429.
    var isRefused: Bool
    /// `x-ms-throttle-limit-percentage`: how full the fuller of the buckets is, 1 being the limit. Nil when the answer has none.
    var usage: Double?
    /// `Retry-After` in seconds, whichever of its forms it had.
    var retryAfter: Double?
    /// Which bucket it was, where the answer names one.
    var budget: QuotaBudget?
    /// What the call cost.
    var cost: QuotaCost

    init(
        isRefused: Bool, usage: Double? = nil, retryAfter: Double? = nil, budget: QuotaBudget? = nil, cost: QuotaCost
    ) {
        self.isRefused = isRefused
        self.usage = usage.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
        self.retryAfter = retryAfter.flatMap { $0.isNaN ? nil : min(max($0, 0), 86_400) }
        self.budget = budget
        self.cost = cost
    }
}
