/// The number of a ServiceNow request item, such as `RITM0010001`.
///
/// Instances can change the prefix and the width of numbers, so the shape that is accepted is wide: 2 to 10 capital letters, then 4 to
/// 20 digits. It is an allow-list all the same: numbers travel in encoded queries, which have no confirmed escape sequence, and in
/// routing headers, file names and pages.
public struct RITMNumber: Hashable, Sendable, LosslessStringConvertible {
    public let description: String

    /// Fails for a text that isn't a request item's number.
    public init?(_ text: String) {
        let letters = text.utf8.prefix { (0x41...0x5A).contains($0) }.count
        let digits = text.utf8.dropFirst(letters)
        guard (2...10).contains(letters), (4...20).contains(digits.count),
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.description = text
    }
}

extension RITMNumber: TextCodable {}
