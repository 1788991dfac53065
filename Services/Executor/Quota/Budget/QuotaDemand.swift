/// What a process tells the ledger of one budget, and what it asks for.
struct QuotaDemand: Hashable, Sendable {
    struct Wish: Hashable, Sendable {
        /// Fewer are of no use.
        var least: Double
        /// More aren't needed at the moment.
        var most: Double
        var priority: QuotaPriority
    }

    /// What it used since it last told.
    var used = 0.0
    /// What it has in hand and may still use. The rest of what it was given goes back.
    var inHand = 0.0
    var evidence: QuotaEvidence?
    var wish: Wish?
}
