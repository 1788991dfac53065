/// One budget of the fleet: a token bucket that mirrors Graph's, and what was learnt of the real one.
///
/// Pure. All times are the database's, in seconds since 1970: its clock is the only one that the executors share.
struct QuotaAccount: Hashable, Sendable {
    /// A moment at which Graph told how full its bucket is, and what was used since: two such tell the limit.
    struct Anchor: Hashable, Sendable {
        var at: Double
        var usage: Double
        var used: Double
    }

    /// What is neither used nor in somebody's hand. Below zero when it was promised ahead.
    var level: Double
    var asOf: Double
    /// The limit as it is known: never more than the configured one.
    var estimate: Double
    var pausedUntil: Double?
    /// The last sign that the limit is lower than configured, or that the bucket is nearly full.
    var lastSign: Double?
    /// Refusals in a row.
    var refusals = 0
    /// Whether Graph is known to tell how full its bucket is: only then does its silence mean something.
    var tells = false
    var anchor: Anchor?
    /// What was given out so far takes until then, at the fastest that is allowed.
    var spreadUntil: Double?

    /// Carries out all that a process has to tell and to ask.
    ///
    /// - Parameter holdings: what is in whose hands, of this budget; brought up to date.
    mutating func exchange(
        _ demand: QuotaDemand, by holder: String, _ holdings: inout [QuotaHolding], limit: QuotaLimit,
        rules: QuotaRules, at clock: Double
    ) -> QuotaGrant {
        if clock < asOf - Self.drift { rebase(by: clock - asOf, &holdings) }
        let now = max(clock, asOf)
        refill(limit, rules, at: now)
        let earlier = holdings.first { $0.holder == holder && demand.inHand > 0 }
        settle(demand, by: holder, &holdings, at: now)
        let others = holdings.reduce(0) { $0 + $1.amount }
        let inHand = others + demand.inHand
        level = min(level, estimate - inHand)
        if level >= estimate { anchor = Anchor(at: now, usage: 0, used: 0) }
        if let evidence = demand.evidence { learn(evidence, inHand: inHand, limit, rules, at: now) }
        let outcome = lease(demand.wish, sharers: holdings.count + 1, limit, rules, at: now)
        var own = QuotaHolding(
            holder: holder, amount: demand.inHand, until: max(now + rules.lifetime, earlier?.until ?? now))
        if case .given(let amount, _, let end) = outcome {
            own.amount += amount
            own.until = max(own.until, now + end)
        }
        holdings.append(own)
        let rate = estimate / limit.window
        let isScarce = level < rules.margin(of: estimate) + rate * rules.hold
        return QuotaGrant(
            outcome: outcome, pace: isScarce ? rate / Double(holdings.count) : nil, estimate: estimate,
            fullness: 1 - (level + holdings.reduce(0) { $0 + $1.amount }) / estimate)
    }

    // MARK: - Time

    /// So much a clock may be set back without a word.
    private static let drift = 1.0

    /// The database's clock was set back: the time that is left of everything is the same as before.
    private mutating func rebase(by shift: Double, _ holdings: inout [QuotaHolding]) {
        asOf += shift
        pausedUntil = pausedUntil.map { $0 + shift }
        lastSign = lastSign.map { $0 + shift }
        spreadUntil = spreadUntil.map { $0 + shift }
        anchor = nil
        for index in holdings.indices { holdings[index].until += shift }
    }

    private mutating func refill(_ limit: QuotaLimit, _ rules: QuotaRules, at now: Double) {
        estimate = min(max(estimate, limit.amount * rules.floor), limit.amount)
        let passed = now - asOf
        let quietSince = max((lastSign ?? asOf) + rules.quiet * limit.window, pausedUntil ?? asOf, asOf)
        level = min(level + passed * estimate / limit.window, estimate)
        asOf = now
        if now > quietSince, estimate < limit.amount {
            estimate = min(limit.amount, estimate + (now - quietSince) * rules.regain * limit.amount / limit.window)
        }
    }

    /// Books what the process used, takes back what it doesn't use, and what others let run out.
    private mutating func settle(
        _ demand: QuotaDemand, by holder: String, _ holdings: inout [QuotaHolding], at now: Double
    ) {
        var given = 0.0
        holdings.removeAll { holding in
            guard holding.holder == holder || holding.until <= now else { return false }
            // Should the holder be alive after all, it will tell what it used, and that is booked then.
            given += holding.amount
            return true
        }
        level += given - demand.used - demand.inHand
        anchor?.used += demand.used
    }

    // MARK: - Leasing

    private mutating func lease(
        _ wish: QuotaDemand.Wish?, sharers: Int, _ limit: QuotaLimit, _ rules: QuotaRules, at now: Double
    ) -> QuotaGrant.Outcome {
        if let pausedUntil, pausedUntil > now { return .paused(pausedUntil - now) }
        guard let wish, wish.most > 0 else { return .nothingAsked }
        let rate = estimate / limit.window
        let fastest = max(rules.burst * estimate, rules.leastBurst * rate)
        let free = level - rules.margin(of: estimate) - rules.reserve(wish.priority) * estimate
        let share = max(rate * rules.hold, min(free / 2, rules.inHand * estimate)) / Double(sharers)
        let amount = max(min(wish.most, share.rounded(.down)), min(wish.least, estimate))
        let spread = max((spreadUntil ?? now) - now, 0)
        let wait = max((amount - free) / rate, spread)
        // Only people get something ahead of time: others would take from those who come meanwhile. Nobody gets it further ahead
        // than it takes to serve everybody else once, so that whoever asks first is served first.
        let ahead = wish.priority == .people ? max(2 * rules.hold, 2 * amount * Double(sharers) / rate) : 0
        guard wait <= ahead else { return .later(min(wait, 1)) }
        level -= amount
        spreadUntil = now + spread + amount / fastest
        return .given(amount: amount, start: wait, end: wait + rules.lifetime)
    }
}

extension QuotaAccount {
    /// A full bucket.
    init(_ limit: QuotaLimit, at now: Double) {
        self.init(level: limit.amount, asOf: now, estimate: limit.amount)
    }
}
