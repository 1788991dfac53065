import Domain
import Foundation

/// A point in time for people, UTC, to the second.
enum Moment {
    static func text(of date: Date) -> String {
        String(Timestamp.text(of: date).prefix(19)).replacing("T", with: " ") + " UTC"
    }
}
