import Testing

@testable import Executor

/// One budget on paper: 1,000 calls, of which 10 come back in a second.
@Suite("The budget that the fleet shares")
final class QuotaAccountTests {
    let limit = QuotaLimit(amount: 1000, window: 100)
    var rules = QuotaRules()
    var account: QuotaAccount
    var holdings: [QuotaHolding] = []

    init() {
        rules.burst = 1000
        rules.inHand = 2
        account = QuotaAccount(QuotaLimit(amount: 1000, window: 100), at: 0)
    }

    /// What a holder gets that asks for so much.
    @discardableResult
    func ask(
        _ most: Double, least: Double = 1, _ priority: QuotaPriority = .people, by holder: String = "a",
        used: Double = 0, inHand: Double = 0, evidence: QuotaEvidence? = nil, at now: Double
    ) -> QuotaGrant {
        let demand = QuotaDemand(
            used: used, inHand: inHand, evidence: evidence,
            wish: most > 0 ? .init(least: least, most: most, priority: priority) : nil)
        return account.exchange(demand, by: holder, &holdings, limit: limit, rules: rules, at: now)
    }

    /// What a holder tells that asks for nothing.
    func tell(_ evidence: QuotaEvidence, by holder: String = "a", used: Double = 0, at now: Double) {
        ask(0, by: holder, used: used, evidence: evidence, at: now)
    }

    func amount(_ grant: QuotaGrant) -> Double {
        guard case .given(let amount, _, _) = grant.outcome else { return 0 }
        return amount
    }

    // MARK: - Sharing

    @Test("A full bucket is given out up to the margin, and comes back with time")
    func fullBucket() {
        var given = 0.0
        for _ in 0..<2000 {
            guard case .given(let amount, let start, _) = ask(50, at: 0).outcome, start < 0.01 else { break }
            // Used at once, or it would go back with the next call.
            given += amount
            tell(QuotaEvidence(), used: amount, at: 0)
        }
        // What was promised ahead of time may go over it by less than a call.
        #expect((986...989).contains(given))
        ask(0, at: 20)
        #expect(abs(account.level - (1200 - given)) < 1)
    }

    @Test("The bucket never holds more than the limit, however long nobody comes")
    func neverFuller() {
        ask(0, at: 100_000)
        #expect(account.level == 1000)
    }

    @Test("What is used of a full bucket is missing from it, however long it had been full")
    func usedOfFull() {
        tell(QuotaEvidence(), used: 50, at: 10)
        #expect(account.level == 950)
    }

    @Test("Graph's bucket gets no fuller by what is in somebody's hand, so nothing comes back of that")
    func fullButForHands() {
        account.level = 1000
        let given = amount(ask(100, by: "a", at: 0))
        tell(QuotaEvidence(), by: "b", at: 1)
        #expect(account.level == 1000 - given)
    }

    @Test("Plenty goes out no faster than Graph's word of its end comes back")
    func burst() {
        rules.burst = 0.4
        guard case .given(let first, let start, _) = ask(100, by: "a", at: 0).outcome,
            case .given(_, let next, _) = ask(100, by: "b", at: 0).outcome
        else {
            Issue.record("nothing was given")
            return
        }
        #expect(start == 0)
        #expect(abs(next - first / 400) < 1e-9)
    }

    @Test("Background work leaves a reserve to people, looking for drift a larger one")
    func reserves() {
        account.level = 250
        #expect(ask(10, .drift, at: 0).outcome == .later(1))
        #expect(amount(ask(10, .background, at: 0)) == 10)
        account.level = 90
        #expect(ask(10, .background, by: "b", at: 0).outcome == .later(1))
        #expect(amount(ask(10, .people, at: 0)) == 10)
    }

    @Test("When all is in use, people get the next calls ahead of time, one after the other")
    func ahead() {
        account.level = 12
        guard case .given(let amount, let start, let end) = ask(50, by: "a", at: 0).outcome,
            case .given(_, let next, _) = ask(50, by: "b", at: 0).outcome
        else {
            Issue.record("nothing was given")
            return
        }
        #expect(amount == 2)
        #expect(abs(start - 0.2) < 1e-9)
        #expect(abs(end - start - rules.lifetime) < 1e-9)
        #expect(next > start)
        // Nobody gets more ahead of time than it takes to serve the others once.
        var last = QuotaGrant.Outcome.nothingAsked
        for number in 0..<50 { last = ask(50, by: "c\(number % 2)", used: 1, at: 0).outcome }
        guard case .later = last else {
            Issue.record("it went on giving: \(last)")
            return
        }
    }

    @Test("Others are not made to wait behind background work: that gets nothing ahead of time")
    func backgroundNeverAhead() {
        account.level = 112.5
        guard case .later(let wait) = ask(1, .background, by: "a", at: 0).outcome else {
            Issue.record("it was given something")
            return
        }
        #expect(abs(wait - 0.05) < 1e-9)
        #expect(account.level == 112.5)
    }

    @Test("Many share what there is: the more they are, the smaller the blocks")
    func smallerBlocks() {
        account.level = 112
        let alone = amount(ask(100, by: "a", at: 0))
        for number in 0..<9 { ask(0, by: "b\(number)", at: 0) }
        account.level = 112
        #expect(alone == 50)
        #expect(amount(ask(100, by: "b0", at: 0)) <= 5)
    }

    @Test("What isn't used goes back with the next call")
    func goesBack() {
        ask(100, at: 0)
        let before = account.level
        ask(0, used: 30, inHand: 0, at: 0)
        #expect(abs(account.level - (before + 70)) < 1e-9)
        #expect(holdings.map(\.amount) == [0])
    }

    @Test("What a dead holder had is back when its lease is over, and not before")
    func deadHolder() {
        account.level = 500
        ask(100, by: "dead", at: 0)
        ask(0, by: "b", at: 1.4)
        #expect(abs(account.level - 414) < 1e-6)
        ask(0, by: "b", at: 1.6)
        #expect(abs(account.level - 516) < 1e-6)
        #expect(holdings.map(\.holder) == ["b"])
    }

    @Test("A holder that was thought dead and tells late what it used has it booked all the same")
    func late() {
        account.level = 500
        ask(100, by: "slow", at: 0)
        ask(0, by: "b", at: 2)
        #expect(abs(account.level - 520) < 1e-6)
        ask(0, by: "slow", used: 100, at: 2)
        #expect(abs(account.level - 420) < 1e-6)
    }

    @Test("A lease that begins later isn't cut short by what its holder tells meanwhile")
    func keepsItsTime() {
        account.level = 12
        guard case .given(let amount, _, let end) = ask(20, at: 0).outcome else {
            Issue.record("nothing was given")
            return
        }
        ask(0, inHand: amount, at: 0.1)
        #expect(holdings.map(\.until) == [end])
    }

    @Test("A database clock that was set back changes nothing but the clock")
    func clockSetBack() {
        account.level = 500
        ask(100, evidence: evidence(refused: true, 30), at: 10_000)
        let before = account
        ask(0, by: "b", inHand: 0, at: 4_000)
        #expect(account.level == before.level)
        #expect(account.asOf == 4_000)
        #expect(account.pausedUntil == 4_030)
        ask(0, by: "b", at: 4_010)
        #expect(account.level > before.level)
    }

    // MARK: - Pauses

    func evidence(_ usage: Double? = nil, refused: Bool = false, _ retryAfter: Double? = nil) -> QuotaEvidence {
        QuotaEvidence(usage: usage.map { .told($0) }, isRefused: refused, retryAfter: retryAfter)
    }

    @Test("Nobody gets anything until the time is over that Graph asked for, to the fraction of a second")
    func pause() {
        tell(evidence(1.01, refused: true, 2.128), at: 0)
        guard case .paused(let left) = ask(10, by: "b", at: 1).outcome else {
            Issue.record("there is no pause")
            return
        }
        #expect(abs(left - 1.128) < 1e-9)
        account.level = 500
        #expect(amount(ask(10, by: "b", at: 2.2)) == 10)
    }

    @Test("A shorter wait that comes later doesn't end a longer one")
    func longestPause() {
        tell(evidence(1.01, refused: true, 20), at: 0)
        tell(evidence(1.01, refused: true, 1), at: 0.5)
        #expect(account.pausedUntil == 20)
    }

    @Test("A refusal that names no time pauses, each time for longer")
    func backoff() {
        tell(evidence(refused: true), at: 0)
        #expect(account.pausedUntil == 1)
        tell(evidence(refused: true), at: 2)
        #expect(account.pausedUntil == 4)
        for _ in 0..<40 { tell(evidence(refused: true), at: account.pausedUntil ?? 0) }
        #expect((account.pausedUntil ?? 0) - account.asOf <= 60)
        tell(QuotaEvidence(usage: .untold), at: (account.pausedUntil ?? 0) + 1)
        #expect(account.refusals == 0)
    }

    // MARK: - Learning

    @Test("Graph's figure takes the level down at once, and up step by step")
    func follows() {
        account.level = 800
        tell(evidence(0.9), at: 0)
        #expect(abs(account.level - 100) < 1e-9)
        account.level = 10
        account.lastSign = 0
        account.asOf = 0.5
        tell(evidence(0.9), at: 0.5)
        #expect(account.level > 30 && account.level < 90)
    }

    @Test("What is in somebody's hand is not in Graph's figure yet")
    func inHand() {
        account.level = 500
        ask(60, by: "a", at: 0)
        tell(evidence(0.9), by: "b", at: 0)
        #expect(abs(account.level - 40) < 1e-9)
    }

    @Test("From 0.8 on there is less and less, and nothing at 1.0", arguments: [0.8, 0.85, 0.9, 0.95, 1.0])
    func slower(_ usage: Double) {
        tell(evidence(usage), at: 0)
        #expect(abs(account.level - (1 - usage) * account.estimate) < 1e-9)
        if usage == 1 { #expect(ask(50, .background, at: 0).outcome == .later(1)) }
    }

    @Test("A refusal that wasn't expected lowers the estimate, once for each pause")
    func shrinks() {
        tell(evidence(refused: true, 5), at: 0)
        #expect(account.estimate == 750)
        tell(evidence(refused: true, 4), at: 1)
        #expect(account.estimate == 750)
        account.level = 300
        tell(evidence(1.02, refused: true, 5), at: 10)
        #expect(account.estimate == 562.5)
    }

    @Test("A refusal while we know the bucket to be full says nothing of the limit")
    func expectedRefusal() {
        account.level = 5
        tell(evidence(1.0, refused: true, 0.1), at: 0)
        #expect(account.estimate == 1000)
        account.level = -60
        tell(evidence(refused: true, 0.1), at: 0.1)
        #expect(account.estimate == 1000)
    }

    @Test("Without a sign the estimate returns to what is configured, and no further")
    func regains() {
        account.estimate = 500
        account.lastSign = 0
        ask(0, at: 20)
        #expect(account.estimate == 500)
        ask(0, at: 60)
        #expect(abs(account.estimate - 600) < 1e-6)
        ask(0, at: 100_000)
        #expect(account.estimate == 1000)
    }

    @Test("What was used between two figures tells the limit")
    func measures() {
        account.level = 200
        account.tells = true
        tell(evidence(0.8), at: 0)
        // Twenty seconds at five in a second, and the bucket is as full as before: it is one of 500.
        for second in 1...20 { tell(evidence(0.8), used: 5, at: Double(second)) }
        #expect(account.estimate == 750)
        for second in 21...120 { tell(evidence(0.8), used: 5, at: Double(second)) }
        #expect(abs(account.estimate - 500) < 20)
    }

    @Test("Silence means room only where Graph is known to tell")
    func silence() {
        account.estimate = 500
        account.level = 0
        account.lastSign = 0
        tell(QuotaEvidence(usage: .untold), at: 0.2)
        #expect(abs(account.level - 1) < 1e-9)
        account.lastSign = 0.2
        account.tells = true
        for step in 1...100 { tell(QuotaEvidence(usage: .untold), at: 0.2 + Double(step) / 50) }
        #expect(account.level > 60)
        #expect(account.estimate > 500)
    }

    @Test("Another configuration is taken over: less at once, more as it is regained")
    func reconfigured() {
        var demand = QuotaDemand()
        demand.inHand = 0
        _ = account.exchange(
            demand, by: "a", &holdings, limit: QuotaLimit(amount: 400, window: 100), rules: rules, at: 1)
        #expect(account.estimate == 400)
        #expect(account.level == 400)
    }
}
