import Foundation

/// What clocks on the walls of a time zone show, and when they show it. Pure: the zone's rules come with the system.
struct WallClock: Sendable {
    private let zone: TimeZone

    /// Fails for a name that the system has no time zone for.
    init?(_ identifier: String) {
        // Abbreviations and offsets are taken by Foundation, too, but they know nothing of daylight saving.
        guard identifier == "UTC" || identifier.contains("/"), let zone = TimeZone(identifier: identifier) else {
            return nil
        }
        self.zone = zone
    }

    /// The date that calendars show at a moment.
    func day(at moment: Date) -> CalendarDay {
        CalendarDay(number: Int(((moment.timeIntervalSince1970 + offset(at: moment)) / Self.day).rounded(.down)))
    }

    /// The moment at which clocks come to a time of a day: the first one where they show it twice, and the moment of the change where they
    /// leave it out.
    func moment(_ day: CalendarDay, _ time: ClockTime) -> Date {
        let naive = Double(day.number) * Self.day + Double(time.minutes) * 60
        // No zone is more than a day away from UTC, and none changes twice in two days.
        let before = offset(at: Date(timeIntervalSince1970: naive - Self.day))
        let after = offset(at: Date(timeIntervalSince1970: naive + Self.day))
        let early = Date(timeIntervalSince1970: naive - before)
        guard before != after, offset(at: early) != before else { return early }
        let late = Date(timeIntervalSince1970: naive - after)
        return offset(at: late) == after ? late : change(from: late, to: early)
    }

    /// The first second, of those after `start`, at which the offset is that of `end`.
    private func change(from start: Date, to end: Date) -> Date {
        let wanted = offset(at: end)
        var (low, high) = (start.timeIntervalSince1970.rounded(.down), end.timeIntervalSince1970.rounded(.up))
        while high - low > 1 {
            let middle = ((low + high) / 2).rounded(.down)
            if offset(at: Date(timeIntervalSince1970: middle)) == wanted { high = middle } else { low = middle }
        }
        return Date(timeIntervalSince1970: high)
    }

    private func offset(at moment: Date) -> TimeInterval { TimeInterval(zone.secondsFromGMT(for: moment)) }

    private static let day: TimeInterval = 86_400
}
