public import Foundation

/// When people are reminded of the end of an access. Pure.
public enum Reminder {
    /// - Parameters:
    ///   - end: when the access ends.
    ///   - lead: how long before that, in seconds; 0 for no reminder at all.
    ///   - grantedAt: when it was granted.
    /// - Returns: nil when that would be before the grant: who has just asked need not be reminded.
    public static func time(before end: Date, lead: TimeInterval, grantedAt: Date) -> Date? {
        let time = end.addingTimeInterval(-lead)
        return lead > 0 && time > grantedAt ? time : nil
    }
}
