public import Foundation

/// Times as text: RFC 3339, UTC, milliseconds (`2026-11-23T08:10:00.123Z`).
///
/// Counted in whole milliseconds, because a formatter that cuts the binary fraction of a `Date` writes `.122` for `.123`, and a time would
/// lose a millisecond each time it is written and read.
public enum Timestamp {
    /// The years 0001 to 9999, which is what four digits can say.
    private static let range = -62_135_596_800_000.0...253_402_300_799_999.0

    /// Times before the year 1 or after 9999 are written as the first or the last that can be.
    public static func text(of date: Date) -> String {
        let total = milliseconds(date)
        let days = Int((Double(total) / 86_400_000).rounded(.down))
        let time = total - days * 86_400_000
        let (year, month, day) = CivilDate.fromDays(days)
        let dayText = [padded(year, 4), padded(month, 2), padded(day, 2)].joined(separator: "-")
        let (hour, minute, second) = (time / 3_600_000, time / 60_000 % 60, time / 1_000 % 60)
        let timeText = [padded(hour, 2), padded(minute, 2), padded(second, 2)].joined(separator: ":")
        return dayText + "T" + timeText + "." + padded(time % 1_000, 3) + "Z"
    }

    /// Fails for a text that isn't a time of this form; whole seconds, and fractions of up to nine digits, are accepted too.
    public static func date(of text: String) -> Date? {
        let bytes = Array(text.utf8)
        guard (20...30).contains(bytes.count), bytes.last == UInt8(ascii: "Z"),
            zip([4, 7, 10, 13, 16], "--T::".utf8).allSatisfy({ bytes[$0] == $1 }),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            hour < 24, minute < 60, second < 60, let days = CivilDate.days(year: year, month: month, day: day)
        else { return nil }
        var fraction = 0.0
        if bytes.count > 20 {
            let digits = bytes[20..<(bytes.count - 1)]
            guard bytes[19] == UInt8(ascii: "."), let value = number(digits) else { return nil }
            fraction = (0..<digits.count).reduce(Double(value)) { value, _ in value / 10 }
        }
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second
        return rounded(Date(timeIntervalSince1970: Double(seconds) + fraction))
    }

    /// The time to the millisecond, which is what survives being written and read.
    public static func rounded(_ date: Date) -> Date {
        Date(timeIntervalSince1970: Double(milliseconds(date)) / 1_000)
    }

    private static func milliseconds(_ date: Date) -> Int {
        let value = (date.timeIntervalSince1970 * 1_000).rounded()
        return value.isNaN ? 0 : Int(min(max(value, range.lowerBound), range.upperBound))
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
