public import Foundation

/// A moment in UTC, split into the parts that services write in their answers.
///
/// Computed from the day number directly: Foundation's formatters cost more than the rest of a simple answer.
public struct Timestamp: Sendable, Hashable {
    public let year, month, day, hour, minute, second, millisecond: Int

    public init(_ date: Date) {
        let milliseconds = Int((date.timeIntervalSince1970 * 1000).rounded(.down))
        let seconds = milliseconds.flooredQuotient(by: 1000)
        let days = seconds.flooredQuotient(by: 86_400)
        let secondOfDay = seconds - days * 86_400
        // Civil date from a day number: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let shifted = days + 719_468
        let era = shifted.flooredQuotient(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = secondOfDay / 3600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
        millisecond = milliseconds - seconds * 1000
    }

    /// `2026-11-23`
    public var dateText: String { "\(year)-\(month.padded(2))-\(day.padded(2))" }

    /// `08:05:09`
    public var timeText: String { "\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2))" }

    /// `2026-11-23T08:05:09.120Z`
    public var iso8601: String { "\(dateText)T\(timeText).\(millisecond.padded(3))Z" }
}

extension Int {
    fileprivate func flooredQuotient(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    fileprivate func padded(_ width: Int) -> String {
        let digits = String(self)
        return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}
