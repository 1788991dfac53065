public import Foundation

/// Times as text: RFC 3339, UTC, milliseconds (`2026-11-23T08:10:00.123Z`).
public enum Timestamp {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private static let wholeSeconds = Date.ISO8601FormatStyle()

    public static func text(of date: Date) -> String {
        rounded(date).formatted(style)
    }

    /// Fails for a text that isn't a time; whole seconds are accepted too.
    public static func date(of text: String) -> Date? {
        (try? style.parse(text)) ?? (try? wholeSeconds.parse(text))
    }

    /// The time to the millisecond, which is what survives being written and read.
    public static func rounded(_ date: Date) -> Date {
        Date(timeIntervalSince1970: (date.timeIntervalSince1970 * 1000).rounded() / 1000)
    }
}
