/// What a run has come to, judged by the states of its operations.
///
/// This is the one place that can say "landed" (I1).
public enum RunSettlement: Hashable, Sendable {
    /// Something is still on its way.
    case underWay
    /// Every operation is verified.
    case landed
    /// Nothing is on its way any more, and at least one operation was refused; what was verified is in place.
    case stuck

    /// - Parameter states: the states of all operations of the run.
    public static func judge(_ states: [OperationState]) -> RunSettlement {
        guard !states.isEmpty else { return .underWay }
        if states.allSatisfy({ $0 == .verified }) { return .landed }
        return states.allSatisfy(\.isSettled) ? .stuck : .underWay
    }
}
