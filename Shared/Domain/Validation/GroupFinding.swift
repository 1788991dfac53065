public import Foundation

/// What was found under the object id of a group.
public enum GroupFinding: Hashable, Codable, Sendable {
    case found(DirectoryGroup)
    /// It was deleted and can be restored for a while; its members come back with it.
    case deleted(at: Date?)
    /// There is none, and none that could be restored; another one has the name that the policy says.
    case recreated(as: GroupID)
    case missing
}
