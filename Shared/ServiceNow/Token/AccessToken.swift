import Foundation

/// A bearer token and when it ends.
struct AccessToken: Sendable {
    var text: String
    var endsAt: Date

    /// A token is let go of this long before it ends, so that none ends on the way.
    static let margin: TimeInterval = 60

    func isUsable(at now: Date) -> Bool {
        now < endsAt.addingTimeInterval(-Self.margin)
    }
}
