/// Why an access is not removed at the end that was asked for.
public enum RemovalCancellation: String, Codable, Sendable, CaseIterable {
    /// The run did not grant it.
    case notGranted = "not_granted"
    /// The person had it before, and not by a grant with an end: what was there before stays (I4).
    case wasMember = "was_member"
    /// A later request with an end has taken its place.
    case renewed
    /// A later request without an end has made it permanent.
    case madePermanent = "made_permanent"
    /// A later request has removed it.
    case removed
}
