public import Foundation

/// That a run is sent on again: by a person, as it had come to no good end; or by the policy, to put back what was removed outside.
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
    /// What is put back that was removed outside after the run had landed; all else stays as it is. Nil: the whole run is carried out.
    public var repairs: [OperationKey]?

    /// - Parameter start: from 2; the first start is nobody's retry.
    public init(
        start: Int, askedBy: String, askedAt: Date, reason: String? = nil, repairs: [OperationKey]? = nil
    ) {
        self.start = max(start, 2)
        self.askedBy = askedBy
        self.askedAt = Timestamp.rounded(askedAt)
        self.reason = reason
        self.repairs = repairs
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
        repairs = try container.decodeIfPresent([OperationKey].self, forKey: .repairs)
    }

    /// Putting back what was removed outside, as the start of the run that does it.
    public static func repair(_ keys: [OperationKey], start: Int, foundAt: Date) -> RunRetry {
        RunRetry(
            start: start, askedBy: "the policy", askedAt: foundAt,
            reason: "removed outside of Landfall, found at \(Timestamp.text(of: foundAt))", repairs: keys)
    }

    /// Whether this start carries out an operation of the run anew.
    public func concerns(_ key: OperationKey) -> Bool { repairs?.contains(key) ?? true }

    enum CodingKeys: String, CodingKey {
        case start
        case askedBy = "asked_by"
        case askedAt = "asked_at"
        case reason
        case repairs
    }
}
