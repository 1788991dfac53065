/// What happens to a run of which a part can't be done, or whose request is withdrawn on its way.
public enum PartialFailureRule: String, Codable, Sendable, CaseIterable {
    /// What the run has changed is undone.
    case rollBack = "roll_back"
    /// What the run has changed stays.
    case keep
}
