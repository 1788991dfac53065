/// A day of the week, as policies write it.
public enum Weekday: String, Codable, Sendable, CaseIterable {
    case monday
    case tuesday
    case wednesday
    case thursday
    case friday
    case saturday
    case sunday
}
