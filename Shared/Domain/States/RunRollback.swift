public import Foundation

/// That a person has a run taken back which had landed, or which is stuck.
///
/// It is a start of the run like a retry, and counted with the retries, but one that begins on the way back: what the run itself has changed
/// is undone, under the same keys, and nothing else.
public struct RunRollback: Hashable, Codable, Sendable {
    /// The start that is asked for: 2 after a run that ended in its first start.
    public let start: Int
    /// Who asked for it, as people know them.
    public var askedBy: String
    /// UTC, to the millisecond.
    public let askedAt: Date
    /// Why, in that person's words.
    public var reason: String
    /// Who agreed, where a second person had to.
    public var agreedBy: String?

    /// - Parameter start: from 2; the first start is what is taken back.
    public init(start: Int, askedBy: String, askedAt: Date, reason: String, agreedBy: String? = nil) {
        self.start = max(start, 2)
        self.askedBy = askedBy
        self.askedAt = Timestamp.rounded(askedAt)
        self.reason = reason
        self.agreedBy = agreedBy
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        start = try container.decode(Int.self, forKey: .start)
        guard start >= 2 else {
            throw DecodingError.dataCorruptedError(
                forKey: .start, in: container, debugDescription: "what is rolled back was started before")
        }
        askedBy = try container.decode(String.self, forKey: .askedBy)
        askedAt = try container.decode(Date.self, forKey: .askedAt)
        reason = try container.decode(String.self, forKey: .reason)
        agreedBy = try container.decodeIfPresent(String.self, forKey: .agreedBy)
    }

    enum CodingKeys: String, CodingKey {
        case start
        case askedBy = "asked_by"
        case askedAt = "asked_at"
        case reason
        case agreedBy = "agreed_by"
    }
}
