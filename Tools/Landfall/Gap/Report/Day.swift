import Domain
import Foundation

/// Times as people read them in a report: the day, in UTC.
enum Day {
    static func text(of date: Date) -> String { String(Timestamp.text(of: date).prefix(10)) }
}
