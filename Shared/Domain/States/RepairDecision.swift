/// What comes of it that a run's access was removed outside of Landfall, where its plan says that it is put back. Pure.
public enum RepairDecision: Hashable, Sendable {
    /// The run is started once more, to put back what has drifted, and nothing else.
    case begin
    /// A start has answered it before: found twice is once.
    case isBegun
    /// The run is being carried out, for another drift.
    case wait
    /// It stays reported.
    case leave(RepairObstacle)

    /// So often one run is repaired in all: what keeps being removed is for people to look at.
    public static let limit = 3

    /// - Parameters:
    ///   - isOpen: whether the operation is still the one whose access was found to be gone, and nothing has answered that.
    ///   - isBegun: whether the start that the run is in has answered it.
    ///   - end: what the run has come to in its present start; nil, or under way, while it hasn't ended.
    ///   - isSuperseded: whether another request, or the access's end, has changed the membership since the run settled it.
    ///   - isOver: whether the time for which the access was approved is over.
    ///   - isWithdrawn: whether the request was withdrawn in ServiceNow.
    ///   - repairs: how often the run was repaired before.
    public static func decide(
        isOpen: Bool, isBegun: Bool, end: RunSettlement?, isSuperseded: Bool, isOver: Bool, isWithdrawn: Bool,
        repairs: Int
    ) -> RepairDecision {
        if isBegun { return .isBegun }
        guard isOpen else { return .leave(.settled) }
        // Nobody asks for it any more.
        if isWithdrawn { return .leave(.withdrawn) }
        switch end {
        case nil, .underWay: return .wait
        case .reverted, .stuck: return .leave(.notLanded)
        case .landed: break
        }
        if isSuperseded { return .leave(.superseded) }
        if isOver { return .leave(.over) }
        return repairs < limit ? .begin : .leave(.tooOften)
    }
}

/// Why what was removed outside isn't put back.
public enum RepairObstacle: String, Sendable, CaseIterable {
    /// It isn't so any more, or was answered.
    case settled
    /// The run hasn't landed, or was taken back.
    case notLanded = "not_landed"
    /// Another request, or the access's end, has changed it since.
    case superseded
    /// The time of the access is over.
    case over
    /// The request was withdrawn in ServiceNow.
    case withdrawn
    /// It was put back as often as it may be.
    case tooOften = "too_often"
}
