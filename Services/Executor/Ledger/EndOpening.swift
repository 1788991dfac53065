import Foundation

/// Where the run that ends an access stands when it is asked for.
enum EndOpening: Hashable, Sendable {
    /// It is in the ledger.
    case run(LedgerRun)
    /// The access doesn't end before then, whatever the message says: what was approved is its removal at that time (I5).
    case notBefore(Date)
    /// The access goes on, or was never granted: nothing is removed.
    case released
}
