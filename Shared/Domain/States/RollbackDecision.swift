/// What a wish to take a run back comes to. Pure.
public enum RollbackDecision: Hashable, Sendable {
    /// What the run has changed is undone, under the same keys.
    case begin
    /// That start was begun before: asked twice is once.
    case isBegun
    case refuse(RollbackRefusal)

    /// - Parameters:
    ///   - asked: the number of the start that is asked for.
    ///   - current: that of the start the run is in.
    ///   - end: what the run has come to in it; nil, or under way, while it hasn't ended.
    ///   - isSuperseded: whether a later request, or the access's end, has settled a membership of the run since: the other way, or by
    ///     relying on what the run has changed.
    ///   - isRepair: whether the start that is asked for is one by which the policy has put something back meanwhile.
    public static func decide(
        asked: Int, current: Int, end: RunSettlement?, isSuperseded: Bool, isRepair: Bool = false
    ) -> RollbackDecision {
        if asked <= current {
            // It isn't what was asked for: who asked is told, and asks again.
            if isRepair { return .refuse(end == nil || end == .underWay ? .underWay : .noSuchEnd) }
            return .isBegun
        }
        guard asked == current + 1 else { return .refuse(.noSuchEnd) }
        switch end {
        case nil, .underWay: return .refuse(.underWay)
        case .reverted: return .refuse(.nothingInPlace)
        case .landed, .stuck: return isSuperseded ? .refuse(.superseded) : .begin
        }
    }
}

/// Why a run isn't taken back.
public enum RollbackRefusal: String, Codable, Sendable, CaseIterable {
    /// It is being carried out.
    case underWay = "under_way"
    /// Nothing that it changed is in place.
    case nothingInPlace = "nothing_in_place"
    /// A later request relies on a membership of it, or has changed it the other way; or the access came to its end.
    case superseded
    /// The run was never begun, or hasn't come to the end that is to be taken back.
    case noSuchEnd = "no_such_end"
}
