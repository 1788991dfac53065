/// The three kinds of failure, which are never mixed.
public enum FailureKind: String, Codable, Sendable, CaseIterable {
    /// It may work later: try again.
    case transient
    /// It will never work by itself: say why, and whose move it is.
    case permanent
    /// The reply was lost, or can't be trusted: look before repeating.
    case unknown
}
