/// The app that calls Graph, as its token says.
struct Caller: Sendable, Hashable {
    let applicationID: String
    let roles: Set<String>
    /// What tells the token from all others, `uti`.
    var tokenID: String?

    /// Whether the token has one of these roles at least.
    func has(_ accepted: Set<String>) -> Bool { !roles.isDisjoint(with: accepted) }

    /// - Throws: What Graph answers to an app without any of them.
    func require(_ accepted: Set<String>) throws(GraphError) {
        guard !roles.isEmpty else { throw .rolesMissing }
        guard has(accepted) else { throw .insufficientPrivileges }
    }
}

/// The application permissions that Graph accepts for each kind of request, the least one first in its documentation.
enum Permissions {
    static let readUsers: Set = [
        "User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
    ]
    static let writeUsers: Set = ["User.ReadWrite.All", "Directory.ReadWrite.All"]
    /// Deleting a person needs one of these; `Directory.ReadWrite.All` "does not allow user or group deletion" (its description in the
    /// reference of permissions).
    static let deleteUsers: Set = ["User.DeleteRestore.All", "User.ReadWrite.All"]
    static let readGroups: Set = [
        "GroupMember.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All",
        "Directory.Read.All", "Directory.ReadWrite.All",
    ]
    static let writeMembers: Set = ["GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"]
    static let writeGroups: Set = ["Group.ReadWrite.All", "Directory.ReadWrite.All"]
    static let createGroups: Set = ["Group.Create", "Group.ReadWrite.All", "Directory.ReadWrite.All"]
    static let readDeletedGroups: Set = [
        "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
    ]
    static let manageRoles: Set = ["RoleManagement.ReadWrite.Directory"]
    static let readDirectory: Set = ["Directory.Read.All", "Directory.ReadWrite.All"]
}
