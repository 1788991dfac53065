import Foundation

/// A bucket that fills with the cost of requests and runs empty at a steady rate: a token bucket seen from below.
struct LeakyBucket: Sendable, Hashable {
    /// What fits into the bucket, and in which time a full one runs empty.
    struct Limit: Sendable, Hashable {
        var limit: Double
        /// In seconds.
        var window: Double
    }

    /// What becomes of a request.
    struct Verdict: Sendable, Hashable {
        /// How full the bucket is now, 1 being its limit.
        var usage: Double
        /// In seconds, for a request that is refused; nil for one that is admitted.
        var retryAfter: Double?
    }

    /// "All requests accrue against your usage limits", the refused ones too: but no further than this.
    static let maximumUsage = 1.8

    private var limit: Limit
    private var level: Double = 0
    private var measuredAt: Date?

    init(_ limit: Limit) { self.limit = limit }

    /// How full the bucket is at `now`, 1 being its limit.
    mutating func usage(at now: Date) -> Double {
        drain(to: now)
        return level / limit.limit
    }

    /// Lets other rules apply from `now` on; what is in the bucket stays in it.
    mutating func setLimit(_ limit: Limit, at now: Date) {
        drain(to: now)
        self.limit = limit
    }

    /// Pours `cost` in, and says whether it fitted.
    ///
    /// - Parameter share: The share of the limit that this request may use; low priority gets less.
    mutating func take(_ cost: Double, at now: Date, share: Double = 1) -> Verdict {
        drain(to: now)
        guard cost > 0 else { return Verdict(usage: level / limit.limit) }
        let capacity = max(limit.limit * share, cost)
        let wanted = level + cost
        level = min(wanted, max(limit.limit * Self.maximumUsage, level))
        let usage = level / limit.limit
        // Beyond rounding errors: a request that waited as long as it was told must fit.
        guard wanted > capacity + 1e-6 else { return Verdict(usage: usage) }
        let rate = limit.limit / limit.window
        return Verdict(usage: usage, retryAfter: (level + cost - capacity) / rate)
    }

    private mutating func drain(to now: Date) {
        if let measuredAt, now > measuredAt {
            level = max(0, level - now.timeIntervalSince(measuredAt) * limit.limit / limit.window)
        }
        measuredAt = max(now, measuredAt ?? now)
    }
}
