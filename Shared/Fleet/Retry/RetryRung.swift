/// A delay that a message can wait for: each is a queue without consumers whose messages come back by themselves.
public enum RetryRung: String, Sendable, CaseIterable, Comparable {
    case oneSecond = "1s"
    case fiveSeconds = "5s"
    case halfMinute = "30s"
    case twoMinutes = "2m"
    case tenMinutes = "10m"
    case oneHour = "1h"

    public var delay: Duration {
        switch self {
        case .oneSecond: .seconds(1)
        case .fiveSeconds: .seconds(5)
        case .halfMinute: .seconds(30)
        case .twoMinutes: .seconds(120)
        case .tenMinutes: .seconds(600)
        case .oneHour: .seconds(3600)
        }
    }

    public static func < (left: RetryRung, right: RetryRung) -> Bool {
        left.delay < right.delay
    }

    /// The shortest delay that isn't shorter than what was asked for; the longest one when all are. None for no wait at all.
    public static func notBefore(_ delay: Duration) -> RetryRung? {
        guard delay > .zero else { return nil }
        return allCases.first { $0.delay >= delay } ?? .oneHour
    }

    /// The longest delay that isn't longer than what was asked for, and at least the shortest there is; for those who look again when the
    /// message is back. None for no wait at all.
    public static func notAfter(_ delay: Duration) -> RetryRung? {
        guard delay > .zero else { return nil }
        return allCases.last { $0.delay <= delay } ?? .oneSecond
    }
}
