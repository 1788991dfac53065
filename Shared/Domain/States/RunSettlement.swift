/// What a run has come to, judged by the states of its operations.
///
/// This is the one place that can say "landed" (I1).
public enum RunSettlement: String, Hashable, Sendable {
    /// Something is still on its way.
    case underWay = "under_way"
    /// Every operation is verified.
    case landed
    /// What the run had changed is undone and read back; what was there before stays.
    case reverted
    /// Nothing is on its way any more, and neither of the above is so: something was refused, and what was verified is in place.
    case stuck

    /// What the judgement looks at of one operation.
    public struct Standing: Hashable, Sendable {
        public var state: OperationState
        /// Whether the run changed it.
        public var isOurChange: Bool
        /// Whether it can't be undone: Graph refused that for good.
        public var undoIsRefused: Bool

        public init(_ state: OperationState, isOurChange: Bool = false, undoIsRefused: Bool = false) {
            self.state = state
            self.isOurChange = isOurChange
            self.undoIsRefused = undoIsRefused
        }
    }

    /// - Parameters:
    ///   - direction: whether the run is making its changes, or taking them back.
    ///   - operations: all operations of the run.
    public static func judge(_ direction: RunDirection, _ operations: [Standing]) -> RunSettlement {
        guard !operations.isEmpty else { return .underWay }
        switch direction {
        case .forward:
            if operations.allSatisfy({ $0.state == .verified }) { return .landed }
            return operations.allSatisfy(\.state.isSettled) ? .stuck : .underWay
        case .back:
            // What was never tried, was there before or was refused has nothing to take back.
            let open = operations.filter { $0.state != .reverted && ($0.isOurChange || $0.state == .intended) }
            if open.isEmpty { return .reverted }
            return open.allSatisfy { $0.state == .reverting && $0.undoIsRefused } ? .stuck : .underWay
        }
    }
}
