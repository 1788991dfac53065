/// Hours of the week in which a change may begin.
public struct ChangeWindow: Hashable, Codable, Sendable {
    /// An IANA name, such as `Europe/Berlin`.
    public var timeZone: String
    /// The days on which it opens.
    public var days: [Weekday]
    public var from: ClockTime
    /// When it closes; where that is not after ``from``, on the day after.
    public var to: ClockTime

    public init(timeZone: String, days: [Weekday], from: ClockTime, to: ClockTime) {
        self.timeZone = timeZone
        self.days = days
        self.from = from
        self.to = to
    }

    var digestParts: [String] {
        [timeZone, days.map(\.rawValue).joined(separator: ","), from.description, to.description]
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case timeZone = "time_zone"
        case days
        case from
        case to
    }
}
