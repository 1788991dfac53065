/// Something that failed, in the words of the closed list of reasons.
///
/// Everything in it may be logged, stored and shown: whoever makes one keeps secrets out of ``detail``.
public struct Failure: Error, Hashable, Codable, Sendable, CustomStringConvertible {
    public var reason: Reason
    /// What exactly happened: names, statuses, the other side's own words; no secrets, no bodies.
    public var detail: String
    /// What the other side needs to find the call.
    public var correlation: CorrelationIDs?
    /// How long the other side asked to wait, in seconds, from 0 to ``maximumWait``; may be fractional.
    ///
    /// Kept within bounds wherever it comes from: a header or a message can hold 1e300, and whoever turned that into a whole number or
    /// a length of time would end the process.
    public var retryAfterSeconds: Double? {
        didSet { retryAfterSeconds = Self.bounded(retryAfterSeconds) }
    }

    public init(
        _ reason: Reason, _ detail: String, correlation: CorrelationIDs? = nil, retryAfterSeconds: Double? = nil
    ) {
        self.reason = reason
        self.detail = Self.cut(detail)
        self.correlation = correlation
        self.retryAfterSeconds = Self.bounded(retryAfterSeconds)
    }

    /// A day, in seconds.
    public static let maximumWait = 86_400.0

    private static func bounded(_ seconds: Double?) -> Double? {
        seconds.flatMap { $0.isNaN ? nil : min(max($0, 0), maximumWait) }
    }

    /// Longer texts are cut, in Unicode scalars: a failure travels in message headers, and one character can be of any length.
    public static let maximumDetail = 1_000

    private static func cut(_ text: String) -> String {
        String(text.unicodeScalars.prefix(maximumDetail))
    }

    public var kind: FailureKind { reason.kind }

    public var description: String {
        "\(reason.rawValue): \(detail)"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(Reason.self, forKey: .reason),
            try container.decode(String.self, forKey: .detail),
            correlation: try container.decodeIfPresent(CorrelationIDs.self, forKey: .correlation),
            retryAfterSeconds: try container.decodeIfPresent(Double.self, forKey: .retryAfterSeconds))
    }

    enum CodingKeys: String, CodingKey {
        case reason
        case detail
        case correlation
        case retryAfterSeconds = "retry_after_s"
    }
}
