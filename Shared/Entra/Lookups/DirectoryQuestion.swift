public import Domain

/// Something that is read of the directory for a decision. Questions of any kind travel together: ``GraphClient/ask(_:priority:trace:)``.
public enum DirectoryQuestion: Hashable, Sendable {
    /// Who it is: with everything that decides something about them, and their manager.
    case person(PersonKey)
    case group(GroupID)
    /// Whether a group that isn't there any more can be restored.
    case deletedGroup(GroupID)
    /// Which groups have this name.
    case groupsNamed(String)
    /// In which of some groups somebody is, directly or through other groups: 1 to ``GraphClient/maximumChecked``.
    case memberships(UserID, [GroupID])
}

/// What Graph says to a ``DirectoryQuestion`` of the same name.
public enum DirectoryAnswer: Hashable, Sendable {
    case person(PersonFinding)
    /// Nil only if Graph says that this very group doesn't exist.
    case group(DirectoryGroup?)
    /// Nil: there is none, or this application may not know (it takes `Group.Read.All`).
    case deletedGroup(DeletedGroup?)
    /// In the order of their ids.
    case groupsNamed([GroupID])
    case memberships(Set<GroupID>)
}
