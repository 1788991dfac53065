/// What a wish to carry a run out once more comes to. Pure.
public enum RetryDecision: Hashable, Sendable {
    /// The run is started again, under the same keys.
    case begin
    /// That start was begun before: asked twice is once.
    case isBegun
    case refuse(RetryRefusal)

    /// - Parameters:
    ///   - asked: the number of the start that is asked for.
    ///   - current: that of the start the run is in.
    ///   - end: what the run has come to in it; nil, or under way, while it hasn't ended.
    ///   - isSuperseded: whether a later request has decided otherwise on a membership of the run since.
    ///   - isRolledBack: whether that start was to take the run back, because a person wished it.
    ///   - isWithdrawn: whether the request was withdrawn in ServiceNow.
    public static func decide(
        asked: Int, current: Int, end: RunSettlement?, isSuperseded: Bool, isRolledBack: Bool = false,
        isWithdrawn: Bool = false
    ) -> RetryDecision {
        if asked <= current { return .isBegun }
        guard asked == current + 1 else { return .refuse(.noSuchEnd) }
        switch end {
        case nil, .underWay: return .refuse(.underWay)
        case .landed: return .refuse(.landed)
        // Nobody asks for it any more.
        case .reverted where isWithdrawn, .stuck where isWithdrawn: return .refuse(.withdrawn)
        // What people have taken back isn't granted again because somebody presses a button: that needs a request of its own.
        case .reverted where isRolledBack, .stuck where isRolledBack: return .refuse(.rolledBack)
        // The older request would undo what a newer one has settled.
        case .reverted, .stuck: return isSuperseded ? .refuse(.superseded) : .begin
        }
    }
}

/// Why a run isn't carried out once more.
public enum RetryRefusal: String, Codable, Sendable, CaseIterable {
    /// It is being carried out.
    case underWay = "under_way"
    /// Every change of it is in place, and proved.
    case landed
    /// A later request has changed one of its memberships the other way.
    case superseded
    /// It was taken back because a person wished it.
    case rolledBack = "rolled_back"
    /// The request was withdrawn in ServiceNow.
    case withdrawn
    /// The run was never begun, or hasn't come to the end that the retry answers.
    case noSuchEnd = "no_such_end"
}
