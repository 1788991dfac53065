import Domain
import Foundation

/// Times as ServiceNow keeps them: UTC, whole seconds, `2026-11-23 08:10:00`.
enum ServiceNowTime {
    static func date(of text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 2 else { return nil }
        return try? Date.ISO8601FormatStyle().parse("\(parts[0])T\(parts[1])Z")
    }

    /// In whole seconds, rounded down.
    static func text(of date: Date) -> String {
        String(Timestamp.text(of: date).prefix(19)).replacing("T", with: " ")
    }
}
