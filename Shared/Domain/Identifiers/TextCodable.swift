/// A value that is coded as its text, and that refuses a text it can't be made from.
///
/// Identifiers are types of their own, so that a user can't be passed where a group is wanted; in events and tables they are text.
public protocol TextCodable: Codable, Comparable, LosslessStringConvertible {}

extension TextCodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a valid \(Self.self)")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.description < right.description
    }
}
