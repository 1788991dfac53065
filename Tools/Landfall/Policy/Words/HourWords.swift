import Domain
import Foundation

/// Words about hours and days.
enum HourWords {
    static func text(of windows: [ChangeWindow]) -> String {
        windows.isEmpty
            ? "at any time"
            : windows.map { "\(days($0.days)) \($0.from) to \($0.to) (\($0.timeZone))" }.joined(separator: ", or ")
    }

    static func text(of calendar: BusinessCalendar) -> String {
        let holidays =
            calendar.holidays.isEmpty
            ? "no holidays" : "not on " + calendar.holidays.map(\.description).joined(separator: ", ")
        return "\(days(calendar.days)) \(calendar.from) to \(calendar.to) (\(calendar.timeZone)), \(holidays)"
    }

    private static func days(_ days: [Weekday]) -> String {
        days.map(\.rawValue.capitalized).joined(separator: ", ")
    }
}
