/// What becomes of a run whose request was withdrawn. Pure.
public enum WithdrawalDecision: Hashable, Sendable {
    /// What the run has changed is undone, by a start of its own.
    case takeBack
    /// What the run has changed stays, and nothing more is begun.
    case stop
    /// What came of a call isn't known: that comes first, and nothing else is begun meanwhile.
    case wait
    /// It is as it should be, or on the way there.
    case leave
    /// What was changed can't be taken back any more.
    case refuse(RollbackRefusal)

    /// - Parameters:
    ///   - end: what the run has come to in its present start; nil, or under way, while it hasn't ended.
    ///   - direction: which way it goes.
    ///   - isRollback: whether that start was to take the run back.
    ///   - operations: all operations of the run.
    ///   - rule: what the plan says.
    ///   - kind: how the ticket was found.
    ///   - isSuperseded: whether a later request relies on a membership of the run, or has changed it.
    public static func decide(
        end: RunSettlement?, _ direction: RunDirection, isRollback: Bool, _ operations: [RunSettlement.Standing],
        rule: PartialFailureRule, kind: RequestWithdrawal.Kind, isSuperseded: Bool
    ) -> WithdrawalDecision {
        switch end {
        case .reverted: return .leave
        case .landed, .stuck:
            // Too late to stop. A ticket that is closed as complete says what is so.
            guard rule == .rollBack, kind != .closedComplete, !isRollback else { return .leave }
            return isSuperseded ? .refuse(.superseded) : .takeBack
        case nil, .underWay:
            guard direction == .forward else { return .leave }
            if operations.contains(where: { $0.state == .intended }) { return .wait }
            let isInPlace = operations.contains { $0.isOurChange && ($0.state == .applied || $0.state == .verified) }
            return rule == .keep && isInPlace ? .stop : .takeBack
        }
    }
}
