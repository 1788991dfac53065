public import Foundation

/// What is planned for the end of an access that a request asked for with an end.
public struct PlannedEnd: Hashable, Codable, Sendable {
    /// When the access is removed, UTC, to the millisecond; nil: it isn't removed.
    public let at: Date?
    /// Why it isn't removed.
    public let cancelled: RemovalCancellation?

    /// It is removed then.
    public init(at: Date) {
        self.at = Timestamp.rounded(at)
        self.cancelled = nil
    }

    /// It isn't removed.
    public init(cancelled: RemovalCancellation) {
        self.at = nil
        self.cancelled = cancelled
    }
}
