import Domain
import Foundation

/// What a sweep does about a removal that it has found. Pure.
enum RemovalStep: Hashable {
    /// People are reminded that the access ends.
    case remind
    /// Its time has come.
    case remove
    /// There is nothing to do before that time.
    case wait(until: Date)

    /// - Parameter removal: one that is live, or has been asked for and not been settled.
    static func next(for removal: LedgerRemoval, at now: Date) -> RemovalStep {
        // After an outage the end may be over: nobody needs to be reminded of it then.
        if removal.dueAt <= now { return .remove }
        guard removal.remindedAt == nil, let remindAt = removal.remindAt else { return .wait(until: removal.dueAt) }
        return remindAt <= now ? .remind : .wait(until: remindAt)
    }
}
