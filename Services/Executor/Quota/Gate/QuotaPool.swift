import Domain

/// One process's part of the budgets: what it has in hand, who waits for it, and what the ledger hasn't been told yet.
///
/// Pure. Times are in seconds by the process's own clock, from any fixed moment. Whatever comes in is followed by ``step(at:)``, which says
/// what is to be done.
struct QuotaPool {
    struct Waiter: Sendable {
        var id: UInt64
        var cost: QuotaCost
        var priority: QuotaPriority
        var deadline: Double
    }

    /// What was given at one time.
    struct Block: Hashable, Sendable {
        var amount: Double
        var start: Double
        var end: Double
        /// For whom it was given: those who come after may not have it.
        var priority: QuotaPriority
    }

    /// One process's view of one budget.
    struct Share: Sendable {
        var blocks: [Block] = []
        /// What the ledger thinks that this process has in hand.
        var booked = 0.0
        /// Used since the ledger was told.
        var used = 0.0
        var evidence: QuotaEvidence?
        var pausedUntil: Double?
        var askAt: Double?
        /// By then the ledger has to be told, also when nothing is asked.
        var tellAt: Double?
        /// What this process may count on in a second; nil while there is enough.
        var pace: Double?
        var estimate: Double?
        /// How full Graph's bucket is by the ledger's account.
        var fullness = 0.0
        var demand = RecentDemand()
    }

    struct Rules: Hashable, Sendable {
        /// Nobody waits longer.
        var patience = 30.0
        /// A percentage is told within this time.
        var tellUsageAfter = 0.1
        /// What was used, and what goes back, within this.
        var tellUseAfter = 0.4
        /// Block for so much time's use, at the rate of late.
        var ahead = 0.5
    }

    /// What is to be done next.
    struct Step: Sendable {
        var released: [UInt64] = []
        var failed: [(id: UInt64, failure: Failure)] = []
        /// Goes to the ledger; its answer comes back to ``answered(_:to:sentAt:at:)`` or ``failed(_:_:at:)``.
        var call: QuotaCall?
        /// When to look again if nothing comes in before.
        var wakeAt: Double?
    }

    let rules: Rules
    private(set) var shares = PerBudget { _ in Share() }
    private(set) var waiting: [Waiter] = []
    private var isCalling = false
    private var lastTime: Double?

    init(_ rules: Rules = Rules()) {
        self.rules = rules
    }

    // MARK: - What comes in

    /// - Returns: why it isn't even worth waiting; nil when it waits from now on.
    mutating func enqueue(_ id: UInt64, _ cost: QuotaCost, _ priority: QuotaPriority, at now: Double) -> Failure? {
        keepTime(now)
        let wait = expectedWait(cost, priority, at: now)
        if wait > rules.patience { return Self.tooLong(wait) }
        let waiter = Waiter(id: id, cost: cost, priority: priority, deadline: now + rules.patience)
        // After all who go first or at the same time.
        let place = waiting.lastIndex { !priority.isAhead(of: $0.priority) }.map { $0 + 1 } ?? 0
        waiting.insert(waiter, at: place)
        return nil
    }

    /// - Returns: whether it was waiting.
    mutating func cancel(_ id: UInt64) -> Bool {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return false }
        waiting.remove(at: index)
        return true
    }

    mutating func report(_ report: QuotaReport, at now: Double) {
        keepTime(now)
        let charged = QuotaBudget.allCases.filter { report.cost[$0] > 0 }
        // A percentage is of the fuller bucket: the one that it most probably is.
        let meant = report.budget ?? charged.max { shares[$0].fullness < shares[$1].fullness }
        guard let meant else { return }
        for budget in Set(charged + [meant]) {
            var evidence = shares[budget].evidence ?? QuotaEvidence()
            var delay: Double?
            if let usage = report.usage {
                if budget == meant {
                    evidence.usage = .told(usage)
                    delay = rules.tellUsageAfter
                }
            } else if !report.isRefused {
                evidence.usage = .untold
            }
            if report.isRefused, budget == meant || report.budget == nil {
                if budget == meant { evidence.isRefused = true }
                evidence.retryAfter = [evidence.retryAfter, report.retryAfter].compactMap(\.self).max()
                pause(budget, until: now + (report.retryAfter ?? 0))
                delay = 0
            }
            shares[budget].evidence = evidence == QuotaEvidence() ? nil : evidence
            if let delay { tell(budget, by: now + delay) }
        }
    }

    /// Another process was told to wait.
    mutating func pause(_ budget: QuotaBudget, until: Double) {
        shares[budget].pausedUntil = max(shares[budget].pausedUntil ?? until, until)
        // What was given before the pause counts on a rate that is over.
        shares[budget].blocks = []
    }

    mutating func answered(_ answer: QuotaAnswer, to call: QuotaCall, sentAt: Double, at now: Double) {
        keepTime(now)
        isCalling = false
        for budget in QuotaBudget.allCases {
            guard let grant = answer[budget], let demand = call[budget] else { continue }
            shares[budget].take(grant, demand, sentAt: min(sentAt, now), at: now)
        }
    }

    /// The ledger can't be reached. Nothing is free then: whoever waits gets to know.
    mutating func failed(_ failure: Failure, _ call: QuotaCall, at now: Double) -> Step {
        keepTime(now)
        isCalling = false
        for budget in QuotaBudget.allCases {
            guard let demand = call[budget] else { continue }
            shares[budget].putBack(demand, tellAt: now + rules.tellUseAfter)
        }
        defer { waiting = [] }
        return Step(failed: waiting.map { ($0.id, failure) })
    }

    /// Nobody will be let through any more.
    mutating func close() -> [UInt64] {
        defer { waiting = [] }
        return waiting.map(\.id)
    }

    // MARK: - What follows

    mutating func step(at now: Double) -> Step {
        keepTime(now)
        var step = Step()
        for budget in QuotaBudget.allCases { shares[budget].dropExpired(at: now) }
        step.released = serve(at: now)
        giveUp(&step, at: now)
        for budget in QuotaBudget.allCases where shares[budget].hasUntold {
            tell(budget, by: now + rules.tellUseAfter)
        }
        if !isCalling, let call = makeCall(at: now) {
            step.call = call
            isCalling = true
        }
        step.wakeAt = nextEvent(after: now)
        return step
    }

    /// Lets through whom there is enough for.
    mutating func serve(at now: Double) -> [UInt64] {
        var released: [UInt64] = []
        guard !waiting.isEmpty else { return released }
        var short: Set<QuotaBudget> = []
        waiting.removeAll { waiter in
            let needed = QuotaBudget.allCases.filter { waiter.cost[$0] > 0 }
            guard short.isDisjoint(with: needed) else { return false }
            let missing = needed.filter {
                shares[$0].usable(by: waiter.priority, at: now) < Double(waiter.cost[$0])
            }
            guard missing.isEmpty else {
                // Who comes later doesn't overtake at what is short.
                short.formUnion(missing)
                return false
            }
            for budget in needed { shares[budget].use(Double(waiter.cost[budget]), by: waiter.priority, at: now) }
            released.append(waiter.id)
            return true
        }
        return released
    }

    private mutating func giveUp(_ step: inout Step, at now: Double) {
        let late = waiting.filter { $0.deadline <= now + pauseLeft($0.cost, at: now) }
        guard !late.isEmpty else { return }
        for waiter in late {
            step.failed.append((waiter.id, Self.tooLong(expectedWait(waiter.cost, waiter.priority, at: now))))
        }
        waiting.removeAll { waiter in late.contains { $0.id == waiter.id } }
    }

    private mutating func makeCall(at now: Double) -> QuotaCall? {
        let wishes = PerBudget { wish(for: $0, at: now) }
        let isDue = QuotaBudget.allCases.contains { wishes[$0] != nil || (shares[$0].tellAt ?? .infinity) <= now }
        guard isDue else { return nil }
        return QuotaCall { budget in
            let share = shares[budget]
            guard wishes[budget] != nil || share.hasUntold || share.evidence != nil else { return nil }
            return shares[budget].makeDemand(wishes[budget], at: now)
        }
    }

    private func wish(for budget: QuotaBudget, at now: Double) -> QuotaDemand.Wish? {
        let share = shares[budget]
        guard let first = waiting.first(where: { $0.cost[budget] > 0 }), !share.isPaused(at: now),
            share.askAt ?? now <= now, !share.blocks.contains(where: { $0.start > now })
        else { return nil }
        let missing = Double(first.cost[budget]) - share.usable(by: first.priority, at: now)
        guard missing > 0 else { return nil }
        let all = waiting.reduce(0) { $0 + ($1.priority == first.priority ? Double($1.cost[budget]) : 0) }
        let ahead = share.demand.rate(at: now) * rules.ahead
        return .init(least: missing, most: (all + ahead).rounded(.up), priority: first.priority)
    }

    private func nextEvent(after now: Double) -> Double? {
        var times = waiting.map(\.deadline)
        for budget in QuotaBudget.allCases {
            let share = shares[budget]
            let isWanted = waiting.contains { $0.cost[budget] > 0 }
            times += share.blocks.map(\.end)
            if isWanted { times += share.blocks.map(\.start) + [share.pausedUntil, share.askAt].compactMap(\.self) }
            // Told with the call that is under way, or after it.
            if !isCalling, let tellAt = share.tellAt { times.append(tellAt) }
        }
        return times.filter { $0 > now }.min()
    }

    // MARK: - Waiting

    private func expectedWait(_ cost: QuotaCost, _ priority: QuotaPriority, at now: Double) -> Double {
        var wait = pauseLeft(cost, at: now)
        for budget in QuotaBudget.allCases where cost[budget] > 0 {
            guard let pace = shares[budget].pace, pace > 0 else { continue }
            let ahead = waiting.reduce(0) { $0 + (priority.isAhead(of: $1.priority) ? 0 : $1.cost[budget]) }
            wait = max(wait, Double(ahead + cost[budget]) / pace)
        }
        return wait
    }

    private func pauseLeft(_ cost: QuotaCost, at now: Double) -> Double {
        QuotaBudget.allCases.filter { cost[$0] > 0 }
            .map { max((shares[$0].pausedUntil ?? now) - now, 0) }.max() ?? 0
    }

    private static func tooLong(_ wait: Double) -> Failure {
        Failure(
            .graphThrottled, "the fleet's share of Graph's quota is used up for longer than a call may wait",
            retryAfterSeconds: max(wait, 1))
    }

    private mutating func tell(_ budget: QuotaBudget, by time: Double) {
        shares[budget].tellAt = min(shares[budget].tellAt ?? time, time)
    }

    /// A clock that went back: the time that was left of everything is the same as before, and nothing in hand is trusted.
    private mutating func keepTime(_ now: Double) {
        defer { lastTime = now }
        guard let lastTime, now < lastTime else { return }
        let shift = now - lastTime
        for index in waiting.indices { waiting[index].deadline += shift }
        for budget in QuotaBudget.allCases { shares[budget].move(by: shift) }
    }
}
