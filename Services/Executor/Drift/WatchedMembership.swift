import Domain
import Foundation

/// A membership under watch, as whoever took it to look at it found it.
struct WatchedMembership: Hashable, Sendable {
    var user: UserID
    var group: GroupID
    /// Which taking this is: what comes of an earlier one changes nothing.
    var look: Int64
    /// What is on record as drifted; nil: it is in order, as far as is known.
    var drift: DriftFinding?
    /// What the last reads have shown where that is otherwise; nil also for "in order".
    var candidate: DriftFinding?
    /// How many reads in a row have shown it.
    var agreeingReads: Int

    /// What follows from a look. Pure.
    enum Step: Hashable, Sendable {
        /// It is as is on record.
        case unchanged
        /// It isn't, by so many reads in a row: replicas lag, so that it takes several.
        case unsure(Int)
        /// It isn't, by enough reads.
        case changed
    }

    /// - Parameters:
    ///   - finding: what is not as it should be; nil: it is in order.
    ///   - needed: how many reads in a row have to agree.
    func step(after finding: DriftFinding?, needed: Int) -> Step {
        if finding == drift { return .unchanged }
        let reads = agreeingReads > 0 && finding == candidate ? agreeingReads + 1 : 1
        return reads < needed ? .unsure(reads) : .changed
    }
}
