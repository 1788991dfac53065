/// One bucket of Graph's, with a limit that can change and other apps that use it, too.
///
/// Counts what could have been let through: a full bucket, and what ran off while it wasn't empty.
struct SimulatedBucket {
    private(set) var limit: Double
    let window: Double
    /// What others use in a second.
    var othersPerSecond = 0.0
    private var level = 0.0
    private var asOf = 0.0

    init(limit: Double, window: Double) {
        self.limit = limit
        self.window = window
    }

    mutating func setLimit(_ limit: Double, at now: Double) {
        advance(to: now)
        self.limit = limit
    }

    mutating func setOthers(_ perSecond: Double, at now: Double) {
        advance(to: now)
        othersPerSecond = perSecond
    }

    /// How full it is, 1 being the limit, after a call was charged; and how long to wait when it doesn't fit.
    mutating func charge(_ cost: Double, at now: Double) -> (usage: Double, retryAfter: Double?) {
        advance(to: now)
        let wanted = level + cost
        level = min(wanted, max(limit * 1.8, level))
        guard wanted > limit + 1e-6 else { return (level / limit, nil) }
        return (level / limit, (level + cost - limit) / (limit / window))
    }

    mutating func usage(at now: Double) -> Double {
        advance(to: now)
        return level / limit
    }

    private mutating func advance(to now: Double) {
        let passed = max(now - asOf, 0)
        level = max(0, level - passed * (limit / window - othersPerSecond))
        if othersPerSecond > 0 { level = min(level, max(limit * 1.8, 0)) }
        asOf = max(now, asOf)
    }
}
