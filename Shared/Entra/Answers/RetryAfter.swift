import Foundation

/// The `Retry-After` header field: seconds, which Graph has been seen to send with a fraction (`2.128`), or a date.
enum RetryAfter {
    /// Longer waits are cut to this: a day.
    static let maximum = 86_400.0

    /// Seconds from now, never negative, or nil for a text that is neither a number nor a date.
    static func seconds(_ text: String, now: Date) -> Double? {
        let text = text.trimmingCharacters(in: .whitespaces)
        let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        let seconds = isNumber ? Double(text) : HTTPDate.parse(text)?.timeIntervalSince(now)
        return seconds.map { min(max($0, 0), maximum) }
    }
}
