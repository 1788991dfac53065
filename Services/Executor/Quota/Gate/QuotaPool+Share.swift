extension QuotaPool.Share {
    var inHand: Double { blocks.reduce(0) { $0 + $1.amount } }

    /// Whether the ledger's books differ from what is.
    var hasUntold: Bool { used > 0 || booked - inHand > 1e-9 }

    func isPaused(at now: Double) -> Bool { (pausedUntil ?? now) > now }

    func usable(by priority: QuotaPriority, at now: Double) -> Double {
        blocks.reduce(0) { $0 + ($1.isUsable(by: priority, at: now) ? $1.amount : 0) }
    }

    mutating func use(_ amount: Double, by priority: QuotaPriority, at now: Double) {
        used += amount
        demand.add(amount, at: now)
        var left = amount
        for index in blocks.indices where left > 0 && blocks[index].isUsable(by: priority, at: now) {
            let taken = min(left, blocks[index].amount)
            blocks[index].amount -= taken
            left -= taken
        }
        blocks.removeAll { $0.amount <= 0 }
    }

    mutating func dropExpired(at now: Double) {
        blocks.removeAll { $0.end <= now }
    }

    mutating func makeDemand(_ wish: QuotaDemand.Wish?, at now: Double) -> QuotaDemand {
        var told = evidence
        // It was asked for from then on, not from now on.
        if told?.retryAfter != nil, let pausedUntil { told?.retryAfter = max(pausedUntil - now, 0) }
        let demand = QuotaDemand(used: used, inHand: inHand, evidence: told, wish: wish)
        used = 0
        evidence = nil
        tellAt = nil
        return demand
    }

    mutating func take(_ grant: QuotaGrant, _ demand: QuotaDemand, sentAt: Double, at now: Double) {
        pace = grant.pace
        estimate = grant.estimate
        fullness = grant.fullness
        askAt = nil
        // What was used meanwhile is told next time.
        booked = demand.inHand
        switch grant.outcome {
        case .nothingAsked: break
        case .given(let amount, let start, let end):
            booked += amount
            let priority = demand.wish?.priority ?? .drift
            // Later than the ledger means, and over earlier: however long the answer took.
            let block = QuotaPool.Block(amount: amount, start: now + start, end: sentAt + end, priority: priority)
            // A pause that began while it was on its way.
            if !isPaused(at: block.start), block.start < block.end { blocks.append(block) }
        case .later(let wait): askAt = now + wait
        case .paused(let wait):
            pausedUntil = max(pausedUntil ?? now, now + wait)
            blocks = []
        }
    }

    /// The ledger may not have been told.
    mutating func putBack(_ demand: QuotaDemand, tellAt: Double) {
        used += demand.used
        if evidence == nil { evidence = demand.evidence }
        self.tellAt = tellAt
    }

    mutating func move(by shift: Double) {
        blocks = []
        pausedUntil = pausedUntil.map { $0 + shift }
        askAt = askAt.map { $0 + shift }
        tellAt = tellAt.map { $0 + shift }
        demand = RecentDemand()
    }
}

extension QuotaPool.Block {
    fileprivate func isUsable(by priority: QuotaPriority, at now: Double) -> Bool {
        start <= now && now < end && !self.priority.isAhead(of: priority)
    }
}
