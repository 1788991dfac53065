import Foundation

/// A moment in whole seconds, as the platform stores it: several writes in one second can't be told apart by it.
struct GlideDateTime: Sendable, Hashable, Comparable {
    /// Since 1970, UTC.
    var seconds: Int

    static func < (left: GlideDateTime, right: GlideDateTime) -> Bool { left.seconds < right.seconds }

    /// `YYYY-MM-DD HH:MM:SS`, UTC.
    var text: String {
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = seconds - day * 86_400
        let (year, month, dayOfMonth) = GlideDateTime.civil(day: day)
        var text: [UInt8] = []
        text.reserveCapacity(19)
        func append(_ value: Int, digits: Int) {
            var divisor = 1
            for _ in 1..<digits { divisor *= 10 }
            while divisor > 0 {
                text.append(UInt8(48 + value / divisor % 10))
                divisor /= 10
            }
        }
        append(year, digits: 4)
        text.append(UInt8(ascii: "-"))
        append(month, digits: 2)
        text.append(UInt8(ascii: "-"))
        append(dayOfMonth, digits: 2)
        text.append(UInt8(ascii: " "))
        append(second / 3600, digits: 2)
        text.append(UInt8(ascii: ":"))
        append(second / 60 % 60, digits: 2)
        text.append(UInt8(ascii: ":"))
        append(second % 60, digits: 2)
        return String(decoding: text, as: UTF8.self)
    }

    init(seconds: Int) { self.seconds = seconds }

    /// Reads `YYYY-MM-DD HH:MM:SS`, or a date alone as its first second.
    init?(_ text: String) {
        let halves = text.split(separator: " ", omittingEmptySubsequences: false)
        let date = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard date.count == 3, let year = date[0], let month = date[1], let day = date[2], (1...12).contains(month),
            (1...31).contains(day), (1...9999).contains(year), halves.count <= 2
        else { return nil }
        var second = 0
        if halves.count == 2 {
            let time = halves[1].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
            guard time.count == 3, let hours = time[0], let minutes = time[1], let rest = time[2],
                (0...23).contains(hours), (0...59).contains(minutes), (0...59).contains(rest)
            else { return nil }
            second = hours * 3600 + minutes * 60 + rest
        }
        seconds = GlideDateTime.day(year: year, month: month, day: day) * 86_400 + second
    }

    /// What a clock in that zone shows.
    func text(in zone: TimeZone) -> String {
        GlideDateTime(seconds: seconds + zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))).text
    }

    /// Reads what a clock in that zone shows.
    init?(_ text: String, in zone: TimeZone) {
        guard let local = GlideDateTime(text) else { return nil }
        // The offset depends on the moment that is looked for; a second look settles days on which clocks change.
        let first = local.seconds - zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(local.seconds)))
        seconds = local.seconds - zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(first)))
    }

    // Days ↔ civil dates in the proleptic Gregorian calendar: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    private static func civil(day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func day(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
