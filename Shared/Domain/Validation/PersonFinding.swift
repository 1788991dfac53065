/// Who in Entra was found for a person in ServiceNow.
public enum PersonFinding: Hashable, Codable, Sendable {
    case found(DirectoryUser)
    case missing
    /// Several have the same mail address or employee id: so many.
    case ambiguous(Int)

    public var user: DirectoryUser? {
        if case .found(let user) = self { user } else { nil }
    }
}
