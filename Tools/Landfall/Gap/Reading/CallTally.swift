import Entra
import Synchronization

/// Counts the calls of a search, and keeps what Graph last said about its quota.
final class CallTally: Sendable {
    struct Counts: Hashable, Sendable {
        /// Calls of the Table API.
        var serviceNow = 0
        /// Calls of Graph, a batch being one.
        var graph = 0
        /// What the calls of Graph took from the quota.
        var resourceUnits = 0
    }

    private let state = Mutex((counts: Counts(), isShort: false))

    var counts: Counts { state.withLock(\.counts) }
    /// Whether Graph says that most of the quota is used up.
    var isQuotaShort: Bool { state.withLock(\.isShort) }

    func countServiceNow() { state.withLock { $0.counts.serviceNow += 1 } }

    func countGraph() { state.withLock { $0.counts.graph += 1 } }

    /// Notes what one answer of Graph's says. It is told from 0.8 of the quota on.
    func note(_ signal: ThrottleSignal) {
        state.withLock { state in
            state.counts.resourceUnits += signal.cost.resourceUnits
            state.isShort = signal.usage != nil || signal.isThrottled
        }
    }
}
