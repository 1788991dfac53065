public import Foundation

extension Timestamp {
    /// Has an encoder write dates as ``text(of:)`` does.
    public static let encoding = JSONEncoder.DateEncodingStrategy.custom { date, encoder in
        var container = encoder.singleValueContainer()
        try container.encode(text(of: date))
    }

    /// Has a decoder read them.
    public static let decoding = JSONDecoder.DateDecodingStrategy.custom { decoder in
        let container = try decoder.singleValueContainer()
        guard let date = date(of: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a time such as 2026-11-23T08:10:00.123Z")
        }
        return date
    }
}
