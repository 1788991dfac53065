public import Foundation

extension ChangeWindow {
    /// Why it never opens; nil: it does. Where policies are checked, one that doesn't is refused.
    public var problem: HoursProblem? {
        if WallClock(timeZone) == nil { return .unknownTimeZone(timeZone) }
        return days.isEmpty ? .neverOpen : nil
    }

    /// Whether a change may begin at a moment.
    public func isOpen(at moment: Date) -> Bool { opening(from: moment) == moment }

    /// The moment itself where it is open then, or else when it opens next; nil: never.
    public func opening(from moment: Date) -> Date? {
        guard problem == nil, let clock = WallClock(timeZone) else { return nil }
        let today = clock.day(at: moment)
        // From yesterday, whose window may not have closed yet, to the same day of next week and one more, as clocks may leave a window out.
        for number in (today.number - 1)...(today.number + 15) {
            let day = CalendarDay(number: number)
            guard days.contains(day.weekday) else { continue }
            let opens = clock.moment(day, from)
            let closes = clock.moment(to > from ? day : day.next, to)
            if moment < closes, opens < closes { return max(moment, opens) }
        }
        return nil
    }
}

/// When a change of a plan may begin: each of its lists has to be open, by any of its windows. Pure.
public struct ChangeHours: Hashable, Sendable {
    /// As ``Plan/changeWindows`` has them; an empty list is always open.
    public let windows: [[ChangeWindow]]

    public init(_ windows: [[ChangeWindow]]) {
        self.windows = windows.filter { !$0.isEmpty }
    }

    public func isOpen(at moment: Date) -> Bool {
        windows.allSatisfy { list in list.contains { $0.isOpen(at: moment) } }
    }

    /// The moment itself where all are open then, or else when they next are; nil where they aren't within ``horizon``, as when the windows
    /// of two entitlements never meet.
    public func opening(from moment: Date) -> Date? {
        var candidate = moment
        while candidate <= moment + Self.horizon {
            var latest = candidate
            for list in windows {
                guard let opens = list.compactMap({ $0.opening(from: candidate) }).min() else { return nil }
                latest = max(latest, opens)
            }
            guard latest > candidate else { return candidate }
            candidate = latest
        }
        return nil
    }

    /// In seconds: windows are of a week, so what doesn't meet in a few of them doesn't meet.
    static let horizon: TimeInterval = 35 * 86_400
}
