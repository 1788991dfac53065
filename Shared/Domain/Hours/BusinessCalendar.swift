/// When the people who decide are at work: reminders, escalations and expiry count these hours alone.
public struct BusinessCalendar: Hashable, Codable, Sendable {
    public var name: String
    /// An IANA name, such as `Europe/Berlin`.
    public var timeZone: String
    public var days: [Weekday]
    public var from: ClockTime
    /// After ``from``, on the same day.
    public var to: ClockTime
    /// Days on which nobody works.
    public var holidays: [CalendarDay]

    public init(
        name: String, timeZone: String, days: [Weekday], from: ClockTime, to: ClockTime, holidays: [CalendarDay] = []
    ) {
        self.name = name
        self.timeZone = timeZone
        self.days = days
        self.from = from
        self.to = to
        self.holidays = holidays
    }

    /// Every hour of every day.
    public static let always = BusinessCalendar(
        name: "always", timeZone: "UTC", days: Weekday.allCases, from: ClockTime("00:00")!, to: ClockTime("24:00")!)

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            timeZone: try container.decode(String.self, forKey: .timeZone),
            days: try container.decode([Weekday].self, forKey: .days),
            from: try container.decode(ClockTime.self, forKey: .from),
            to: try container.decode(ClockTime.self, forKey: .to),
            holidays: try container.decodeIfPresent([CalendarDay].self, forKey: .holidays) ?? [])
    }

    var digestParts: [String] {
        [name, timeZone, days.map(\.rawValue).joined(separator: ","), from.description, to.description]
            + [holidays.map(\.description).joined(separator: ",")]
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name
        case timeZone = "time_zone"
        case days
        case from
        case to
        case holidays
    }
}
