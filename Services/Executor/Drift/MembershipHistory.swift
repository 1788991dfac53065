import Domain
import Foundation

/// What the ledger has of one membership.
struct MembershipHistory: Hashable, Sendable {
    /// One operation on it.
    struct Entry: Hashable, Sendable {
        var key: OperationKey
        var state: OperationState
        /// The later one has changed something last.
        var version: Int64
        /// Which way its run went.
        var direction: RunDirection
        /// Whether its run has come to its end.
        var hasEnded: Bool
        /// Whether its run is to end an access.
        var isEnd: Bool
        /// Whether a call of it without a clear answer may still have its effect.
        var isUnclear = false
    }

    /// The latest first.
    var entries: [Entry]
    /// When the access ends, or ended: the time of the removal that is in charge; nil where none is.
    var dueAt: Date?

    /// The version of the latest change of any operation on it: what was read of the membership is out of date when it is another.
    var version: Int64 { entries.map(\.version).max() ?? 0 }
}
