/// What Landfall does when an access that it had settled is found to be removed outside of it.
public enum DriftResponse: String, Codable, Sendable, CaseIterable {
    /// People are told.
    case report
    /// People are told, and the access is put back: what was approved is still approved.
    case repair
}
