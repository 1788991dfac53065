extension BusinessCalendar {
    func collectProblems(at path: String, _ log: inout ProblemLog) {
        log.filled(name, "\(path).name")
        HoursProblems.collect(timeZone: timeZone, days: days, at: path, &log)
        log.require(
            from < to, "\(path).to",
            "must be after from on the same day: \(from) to \(to) is no time in which anybody works")
        log.unique(holidays.map(\.description), in: "\(path).holidays")
    }
}

extension ChangeWindow {
    func collectProblems(at path: String, _ log: inout ProblemLog) {
        HoursProblems.collect(timeZone: timeZone, days: days, at: path, &log)
        log.require(from.minutes < 1_440, "\(path).from", "is the end of a day; write 00:00 of the day after")
        log.require(
            from != to, "\(path).to",
            "is the same as from; write from 00:00 to 24:00 for the whole day, or leave the window out: then any time will do"
        )
    }
}

extension ApprovalTiming {
    /// In business hours: a year of days with 24 of them.
    static let hoursRange = 1...8_760

    func collectProblems(at path: String, calendars: [String], _ log: inout ProblemLog) {
        if let calendar, !calendars.contains(calendar) {
            let names = calendars.isEmpty ? "there is none" : "there are \(calendars.joined(separator: ", "))"
            log.add("\(path).calendar", "“\(calendar)” is not one of the policy's calendars: \(names)")
        }
        let fallback = ApprovalRequirement(stages: [])
        let expiry = expireAfterHours ?? fallback.expireAfterHours
        if let expireAfterHours { log.within(Self.hoursRange, expireAfterHours, "\(path).expire_after_hours") }
        for (key, own, standard) in [
            ("remind_after_hours", remindAfterHours, fallback.remindAfterHours),
            ("escalate_after_hours", escalateAfterHours, fallback.escalateAfterHours),
        ] {
            if let own { log.within(Self.hoursRange, own, "\(path).\(key)") }
            guard let hours = own ?? standard, hours >= expiry else { continue }
            let which = own == nil ? "\(hours), the default," : "\(hours)"
            log.add(
                "\(path).\(key)",
                "\(which) is not before the request expires, after \(expiry): it would never come to it")
        }
    }
}

enum HoursProblems {
    static func collect(timeZone: String, days: [Weekday], at path: String, _ log: inout ProblemLog) {
        log.require(
            PolicyShape.Text.timeZone.takes(timeZone), "\(path).time_zone",
            "“\(timeZone)” is no time zone; write an IANA name such as Europe/Berlin")
        log.require(!days.isEmpty, "\(path).days", "there is none, so it would never be open")
        log.unique(days.map(\.rawValue), in: "\(path).days")
    }
}
