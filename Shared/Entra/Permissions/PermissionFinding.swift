/// Something about an application's permissions that isn't as it should be.
public enum PermissionFinding: Hashable, Sendable, CustomStringConvertible {
    /// Neither this permission nor a higher one is there: Graph refuses the calls that need it.
    case missing(String)
    /// People could be deleted with it.
    case deletesPeople(String)
    /// Nothing here needs it, and it allows too much.
    case unneeded(String)

    /// The permission.
    public var role: String {
        switch self {
        case .missing(let role), .deletesPeople(let role), .unneeded(let role): role
        }
    }

    /// What is wrong, as a sentence's end that begins with “the token”.
    public var description: String {
        switch self {
        case .missing(let role): "lacks \(role)"
        case .deletesPeople(let role): "has \(role), with which people could be deleted"
        case .unneeded(let role): "has \(role), which nothing here needs"
        }
    }
}
