public import Foundation

extension BusinessCalendar {
    /// Why its hours can't be counted; nil: they can. Where policies are checked, one that can't is refused.
    public var problem: HoursProblem? {
        if WallClock(timeZone) == nil { return .unknownTimeZone(timeZone) }
        return days.isEmpty || to <= from ? .neverOpen : nil
    }

    /// The moment at which so many business hours have passed since another one.
    ///
    /// Hours are those of the day's opening: on a day on which clocks change while it is open, it has an hour more or less. A moment outside
    /// the hours counts as the next opening. Where the hours can't be counted (``problem``), every hour counts, so that what waits for them
    /// doesn't wait for ever.
    ///
    /// - Parameter hours: 0 gives the moment itself, or the next opening; less counts as 0.
    public func moment(_ hours: Int, after start: Date) -> Date {
        var left = TimeInterval(max(0, hours)) * 3_600
        guard problem == nil, let clock = WallClock(timeZone) else { return start + left }
        let closed = Set(holidays)
        var day = clock.day(at: start)
        let farthest = CalendarDay(number: day.number + Self.farthest)
        while day < farthest {
            if days.contains(day.weekday), !closed.contains(day) {
                let (opens, closes) = (max(start, clock.moment(day, from)), clock.moment(day, to))
                let open = closes.timeIntervalSince(opens)
                if open > 0, left <= open { return opens + left }
                left -= max(0, open)
            }
            day = day.next
        }
        return clock.moment(farthest, from)
    }

    /// In days: nothing is farther away than twenty years, however few hours a calendar has.
    private static let farthest = 7_305

    /// Whether a moment is one of its hours; false where they can't be counted.
    public func isOpen(at moment: Date) -> Bool {
        guard problem == nil, let clock = WallClock(timeZone) else { return false }
        let day = clock.day(at: moment)
        return days.contains(day.weekday) && !holidays.contains(day) && clock.moment(day, from) <= moment
            && moment < clock.moment(day, to)
    }
}

extension CalendarDay {
    var next: CalendarDay { CalendarDay(number: number + 1) }
    var previous: CalendarDay { CalendarDay(number: number - 1) }
}
