/// What a run is for.
public enum RunPurpose: String, Codable, Sendable, CaseIterable {
    /// To carry out the plan of a request.
    case plan
    /// To remove, at its end, an access that the plan's run has granted. It says nothing about whether the request is fulfilled.
    case end
}
