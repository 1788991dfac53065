/// How a membership that Landfall has settled is otherwise than it was left.
public enum DriftKind: String, Codable, Sendable, CaseIterable {
    /// What was in place by a request is gone, and Landfall didn't remove it.
    case removedOutside = "removed_outside"
    /// What Landfall had taken away is there again, and Landfall didn't add it.
    case addedOutside = "added_outside"
    /// An access has come to its end, and is still there after a while.
    case overdue
}
