import Foundation

/// A date of a calendar, without a time or a zone: `2026-12-24`.
public struct CalendarDay: Hashable, Comparable, Sendable, LosslessStringConvertible {
    /// Days since 1970-01-01.
    public let number: Int

    public init(number: Int) { self.number = number }

    /// Fails for a text that isn't a date of the Gregorian calendar in this form.
    public init?(_ text: String) {
        guard text.utf8.count == 10, let date = Timestamp.date(of: "\(text)T00:00:00Z") else { return nil }
        self.number = Int((date.timeIntervalSince1970 / 86_400).rounded())
    }

    public var description: String {
        String(Timestamp.text(of: .init(timeIntervalSince1970: Double(number) * 86_400)).prefix(10))
    }

    public var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        let index = (number + 3) % 7
        return Weekday.allCases[index < 0 ? index + 7 : index]
    }

    public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.number < right.number }
}

extension CalendarDay: TextCodable {}
