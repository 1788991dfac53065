public import Foundation

/// What the end of a run makes of the removals that are planned for a membership. Pure.
///
/// This is the one place that decides whether an access is going to be removed. It is asked when a run has come to its end, not before:
/// until then the run may take back what it has changed, and nothing else on the membership may rely on it.
public enum RemovalSettlement {
    /// A removal as it stands in the ledger.
    public struct Removal: Hashable, Sendable {
        public var key: OperationKey
        public var state: RemovalState
        public var dueAt: Date
        /// The operation of another request that has taken its place.
        public var cancelledBy: OperationKey?

        public init(key: OperationKey, state: RemovalState, dueAt: Date, cancelledBy: OperationKey? = nil) {
            self.key = key
            self.state = state
            self.dueAt = dueAt
            self.cancelledBy = cancelledBy
        }
    }

    /// What became of an operation of the run.
    public struct Settled: Hashable, Sendable {
        public var key: OperationKey
        public var state: OperationState
        public var isOurChange: Bool

        public init(key: OperationKey, state: OperationState, isOurChange: Bool) {
            self.key = key
            self.state = state
            self.isOurChange = isOurChange
        }
    }

    /// What becomes of a removal.
    public enum Change: Hashable, Sendable {
        case live(OperationKey, dueAt: Date)
        /// In charge again, because what had taken its place was taken back.
        case givenBack(OperationKey, dueAt: Date)
        /// Not carried out; for what is cancelled by another request also by which of its operations.
        case void(OperationKey, RemovalCancellation, by: OperationKey?)
    }

    /// - Parameters:
    ///   - operation: an operation of the run, which has ended.
    ///   - direction: which way the run went.
    ///   - removals: all removals of the operation's membership, whoever planned them.
    /// - Returns: what changes; what is cancelled comes first, so that at no moment two removals are live.
    public static func changes(
        after operation: Settled, _ direction: RunDirection, _ removals: [Removal]
    ) -> [Change] {
        let own = removals.first { $0.key == operation.key.opposite }
        // Decided once. But a run can be taken back long after it landed: then there is nothing to end any more of what it had granted, and
        // what had ended the access before it came does so again.
        if direction == .back, operation.state == .reverted || !operation.isOurChange {
            let ended = own.flatMap {
                $0.state == .ended || $0.state == .void ? nil : Change.void($0.key, .notGranted, by: nil)
            }
            let before = removals.filter { $0.cancelledBy == operation.key && $0.state == .void }
                .map { Change.givenBack($0.key, dueAt: $0.dueAt) }
            return [ended].compactMap(\.self) + before
        }
        if let own, own.state != .planned { return [] }
        let others = removals.filter { $0.key != operation.key.opposite && $0.state.isInCharge }
        func release(_ cancellation: RemovalCancellation) -> [Change] {
            others.map { .void($0.key, cancellation, by: operation.key) }
        }
        // A run that turned back has granted nothing, also where it found something in place.
        guard direction == .forward, operation.state == .verified else {
            return own.map { [.void($0.key, .notGranted, by: nil)] } ?? []
        }
        switch operation.key.action {
        case .remove:
            return release(.removed)
        case .add:
            guard let own else { return release(.madePermanent) }
            // Both ends were approved: the later one counts.
            if let latest = others.map(\.dueAt).max() {
                return release(.renewed) + [.live(own.key, dueAt: max(own.dueAt, latest))]
            }
            return operation.isOurChange
                ? [.live(own.key, dueAt: own.dueAt)] : [.void(own.key, .wasMember, by: nil)]
        }
    }
}
