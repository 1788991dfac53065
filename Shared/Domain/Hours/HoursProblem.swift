/// Why hours of a policy can't be counted: a mistake of its author.
public enum HoursProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system knows no such time zone.
    case unknownTimeZone(String)
    /// There is no day, or no time of it, at which they are open.
    case neverOpen

    public var description: String {
        switch self {
        case .unknownTimeZone(let name): "“\(name)” is no time zone, such as Europe/Berlin"
        case .neverOpen: "they are never open: they need a day, and an end after their beginning"
        }
    }
}
