/// How the budgets are shared out and learnt. Shares are of the limit as it is known at the time.
struct QuotaRules: Hashable, Sendable {
    /// Never used: what Graph and we may differ by, from rounding, and from calls on their way.
    var margin = 0.012
    /// More of a small limit, for which one call counts for more; but not more than this many.
    var marginOfFew = 0.02
    var mostOfFew = 10.0
    /// What background work leaves to people.
    var backgroundReserve = 0.1
    /// What looking for drift leaves to everybody.
    var driftReserve = 0.3
    /// How long a holder's share lasts when all want more than there is, in seconds: longer asks the database less often.
    var hold = 0.25
    /// What all holders together may have in hand: the more, the later they notice that the limit is lower.
    var inHand = 0.05
    /// How much of the limit may go out in a second when there is plenty: faster, and Graph's word that its bucket is nearly full would come
    /// too late.
    var burst = 0.4
    /// The same, at least so many times the rate at which the bucket empties.
    var leastBurst = 3.0
    /// How long a holder may use what it was given, in seconds: what is saved up can't come on top of the refill later.
    var lifetime = 1.5
    /// In which time our level follows Graph's upwards, in seconds. Downwards it follows at once.
    var riseTime = 1.0
    /// Graph tells how full its bucket is when it is fuller than this.
    var toldAbove = 0.8
    /// Graph's figure goes no further than this.
    var toldUpTo = 1.8
    /// The limit is measured over this part of a window.
    var span = 0.2
    /// After this part of a window without any sign of a lower limit, what was learnt is given up step by step.
    var quiet = 0.2
    /// How much of the configured limit is regained in a window then.
    var regain = 0.25
    /// The same where Graph shows that more is free than we think.
    var shownRegain = 1.0
    /// What is left of the estimate after a refusal that we didn't expect.
    var afterRefusal = 0.75
    /// The estimate goes no lower than this part of the configured limit.
    var floor = 0.02
    /// The pause after a refusal that names none, in seconds; doubled with each further one.
    var firstPause = 1.0
    var longestPause = 60.0

    func margin(of limit: Double) -> Double {
        max(margin * limit, min(marginOfFew * limit, mostOfFew))
    }

    func reserve(_ priority: QuotaPriority) -> Double {
        switch priority {
        case .people: 0
        case .background: backgroundReserve
        case .drift: driftReserve
        }
    }
}
