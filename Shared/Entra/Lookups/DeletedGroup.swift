public import Domain
public import Foundation

/// A group that was deleted, and can be restored for a while.
public struct DeletedGroup: Hashable, Sendable {
    public var id: GroupID
    /// Nil where Graph doesn't say.
    public var deletedAt: Date?

    public init(id: GroupID, deletedAt: Date?) {
        self.id = id
        self.deletedAt = deletedAt
    }
}
