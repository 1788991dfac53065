public import Foundation

/// That a person has sent a run on again which had come to no good end.
///
/// A run is started once by its approval, and once more by each retry; all its starts use the same keys. The number of the start is what makes
/// two retries of the same end one.
public struct RunRetry: Hashable, Codable, Sendable {
    /// The start that is asked for: 2 for the first retry.
    public let start: Int
    /// Who asked for it, as people know them.
    public var askedBy: String
    /// UTC, to the millisecond.
    public let askedAt: Date
    /// Why, in that person's words.
    public var reason: String?

    /// - Parameter start: from 2; the first start is nobody's retry.
    public init(start: Int, askedBy: String, askedAt: Date, reason: String? = nil) {
        self.start = max(start, 2)
        self.askedBy = askedBy
        self.askedAt = Timestamp.rounded(askedAt)
        self.reason = reason
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        start = try container.decode(Int.self, forKey: .start)
        guard start >= 2 else {
            throw DecodingError.dataCorruptedError(
                forKey: .start, in: container, debugDescription: "a retry is the second start of a run, or a later one")
        }
        askedBy = try container.decode(String.self, forKey: .askedBy)
        askedAt = try container.decode(Date.self, forKey: .askedAt)
        reason = try container.decodeIfPresent(String.self, forKey: .reason)
    }

    enum CodingKeys: String, CodingKey {
        case start
        case askedBy = "asked_by"
        case askedAt = "asked_at"
        case reason
    }
}
