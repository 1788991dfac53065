/// The application permissions that a token carries (`roles`), and what they allow of what matters here. Pure.
public struct GrantedRoles: Hashable, Sendable {
    public let names: Set<String>

    public init(_ names: Set<String>) {
        self.names = names
    }

    /// What changing the members of groups needs; one of them is enough. The first is the least (group-post-members,
    /// group-delete-members).
    static let memberWriters = ["GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"]

    /// What reading whether somebody is a member needs; one of them is enough (group-list-members).
    static let memberReaders = ["GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"] + memberWriters

    /// What reading people with all that decides something about them needs; one of them is enough (user-get).
    static let peopleReaders = ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"]

    /// The least permissions that are missing for reading people and who is in which group.
    public var missingForReading: [String] {
        [Self.peopleReaders, Self.memberReaders].filter { names.isDisjoint(with: $0) }.map { $0[0] }
    }

    /// What changing the members of a role-assignable group needs besides (the same pages).
    static let roleWriter = "RoleManagement.ReadWrite.Directory"

    /// What deleting a person needs; one of them is enough: `User.ReadWrite.All` (user-delete), and `User.DeleteRestore.All`, which is the
    /// least one by the reference of permissions. `Directory.ReadWrite.All` is none of them: it "does not allow user or group deletion"
    /// (its own description there).
    static let userDeleters = ["User.DeleteRestore.All", "User.ReadWrite.All"]

    /// Whether the members of groups can be changed.
    public var canChangeMembers: Bool { !names.isDisjoint(with: Self.memberWriters) }

    /// Whether the members of role-assignable groups can be changed, too.
    public var canChangeRoleAssignableGroups: Bool { canChangeMembers && names.contains(Self.roleWriter) }

    /// The permissions with which a person can be deleted. A `DELETE` that lacks its `/$ref` does that (group-delete-members).
    public var userDeleters: [String] { Self.userDeleters.filter(names.contains) }
}
