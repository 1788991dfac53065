/// What the ledger answers about one budget. Times are in seconds from the answer, so that nobody's clock has to agree with the database's.
struct QuotaGrant: Hashable, Sendable {
    enum Outcome: Hashable, Sendable {
        case nothingAsked
        /// May be used from `start` until `end`.
        case given(amount: Double, start: Double, end: Double)
        /// Ask again then.
        case later(Double)
        /// Graph asked everybody to wait.
        case paused(Double)
    }

    var outcome: Outcome
    /// How much this process may count on in a second; nil while there is enough for all.
    var pace: Double?
    /// The limit as it is known now.
    var estimate: Double
    /// How full Graph's bucket should be, 1 being the limit.
    var fullness: Double
}
