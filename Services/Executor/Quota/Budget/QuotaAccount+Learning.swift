import Foundation

extension QuotaAccount {
    /// Takes in what Graph said.
    ///
    /// - Parameter inHand: what processes have in hand and Graph hasn't seen.
    mutating func learn(
        _ evidence: QuotaEvidence, inHand: Double, _ limit: QuotaLimit, _ rules: QuotaRules, at now: Double
    ) {
        let expected = level
        var told: Double?
        if case .told(let usage) = evidence.usage { told = usage }
        if evidence.isRefused { refused(evidence, told: told, expected: expected, limit, rules, at: now) }
        switch evidence.usage {
        case nil: break
        case .told(let usage): follow(usage, inHand: inHand, limit, rules, at: now)
        case .untold where tells: followSilence(inHand: inHand, limit, rules, at: now)
        case .untold: break
        }
        if !evidence.isRefused, evidence.usage != nil, now >= pausedUntil ?? now { refusals = 0 }
    }

    private mutating func refused(
        _ evidence: QuotaEvidence, told: Double?, expected: Double, _ limit: QuotaLimit, _ rules: QuotaRules,
        at now: Double
    ) {
        // Those that were on their way when the pause began say nothing new.
        let isNew = now >= pausedUntil ?? now
        if isNew { refusals += 1 }
        let pause =
            evidence.retryAfter
            ?? min(rules.firstPause * pow(2, Double(min(refusals, 16) - 1)), rules.longestPause)
        pausedUntil = max(pausedUntil ?? now, now + pause)
        lastSign = now
        guard told == nil else {
            if isNew, expected > 0.05 * estimate { shrink(to: rules.afterRefusal * estimate, limit, rules) }
            return
        }
        // Nothing tells how full the bucket is, but that one call fits after the pause.
        tells = false
        anchor = nil
        if isNew, expected > -0.05 * estimate { shrink(to: rules.afterRefusal * estimate, limit, rules) }
        level = min(level, -pause * estimate / limit.window)
    }

    /// Graph's figure is a measurement of its bucket: our level follows it.
    private mutating func follow(
        _ usage: Double, inHand: Double, _ limit: QuotaLimit, _ rules: QuotaRules, at now: Double
    ) {
        tells = true
        let sinceLast = now - (lastSign ?? now)
        if usage < rules.toldUpTo { measure(usage, limit, rules, at: now) }
        lastSign = now
        approach((1 - usage) * estimate - inHand, after: sinceLast, rules)
    }

    /// Graph would have told if its bucket were fuller than that.
    private mutating func followSilence(inHand: Double, _ limit: QuotaLimit, _ rules: QuotaRules, at now: Double) {
        let atLeast = (1 - rules.toldAbove) * estimate - inHand
        guard level < atLeast else { return }
        let passed = min(now - (lastSign ?? now), rules.hold)
        anchor = nil
        estimate = min(limit.amount, estimate + passed * rules.shownRegain * limit.amount / limit.window)
        approach(atLeast, after: passed, rules)
        lastSign = now
    }

    private mutating func approach(_ measured: Double, after passed: Double, _ rules: QuotaRules) {
        guard measured > level else {
            level = measured
            return
        }
        level += (measured - level) * (1 - exp(-max(passed, 0) / rules.riseTime))
    }

    /// What was used between two figures, and by how much the bucket is fuller, tell how much ran off.
    private mutating func measure(_ usage: Double, _ limit: QuotaLimit, _ rules: QuotaRules, at now: Double) {
        guard let anchor else {
            self.anchor = Anchor(at: now, usage: usage, used: 0)
            return
        }
        let span = (now - anchor.at) / limit.window
        // What ran off, and what came to stand in the bucket, in parts of the limit.
        let poured = span + usage - anchor.usage
        guard poured >= rules.span || span >= rules.span else { return }
        self.anchor = Anchor(at: now, usage: usage, used: 0)
        // Longer than a few spans: nobody called meanwhile, and the bucket may have been empty.
        guard span < 3 * rules.span, poured > span / 4 else { return }
        let measured = min(max(anchor.used / poured, estimate / 4), estimate * 1.5)
        // The more was poured, the less weighs what was on its way at the time.
        shrink(to: estimate + (measured - estimate) * min(max(poured, 0.5), 1), limit, rules)
    }

    private mutating func shrink(to value: Double, _ limit: QuotaLimit, _ rules: QuotaRules) {
        estimate = min(max(value, limit.amount * rules.floor), limit.amount)
    }
}
