/// What a process has learnt from Graph's answers about one budget, since it last talked to the ledger.
struct QuotaEvidence: Hashable, Sendable {
    enum Usage: Hashable, Sendable {
        case told(Double)
        /// Graph told nothing, as it does while its bucket is not so full.
        case untold
    }

    /// Of the last answer.
    var usage: Usage?
    var isRefused = false
    /// The longest wait that was asked for, in seconds from when the ledger gets to know.
    var retryAfter: Double?
}
