/// Something that failed, in the words of the closed list of reasons.
///
/// Everything in it may be logged, stored and shown: whoever makes one keeps secrets out of ``detail``.
public struct Failure: Error, Hashable, Codable, Sendable, CustomStringConvertible {
    public var reason: Reason
    /// What exactly happened: names, statuses, the other side's own words; no secrets, no bodies.
    public var detail: String
    /// What the other side needs to find the call.
    public var correlation: CorrelationIDs?
    /// How long the other side asked to wait, in seconds; may be fractional.
    public var retryAfterSeconds: Double?

    public init(
        _ reason: Reason, _ detail: String, correlation: CorrelationIDs? = nil, retryAfterSeconds: Double? = nil
    ) {
        self.reason = reason
        self.detail = String(detail.prefix(Self.maximumDetail))
        self.correlation = correlation
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// Longer texts are cut: a failure travels in message headers.
    public static let maximumDetail = 1_000

    public var kind: FailureKind { reason.kind }

    public var description: String {
        "\(reason.rawValue): \(detail)"
    }

    enum CodingKeys: String, CodingKey {
        case reason
        case detail
        case correlation
        case retryAfterSeconds = "retry_after_s"
    }
}
