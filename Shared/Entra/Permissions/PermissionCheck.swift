/// Says what an application's permissions lack for changing the members of groups, and what they have too much of. Pure.
public struct PermissionCheck: Hashable, Sendable {
    /// Whether role-assignable groups are to be changed, which needs `RoleManagement.ReadWrite.Directory`. Default: no, and then that
    /// permission is too much: whoever has it can give directory roles to anybody.
    public var allowsRoleAssignableGroups: Bool
    /// Whether a token that could delete people is written with all the same. Default: no.
    public var allowsUserWrite: Bool

    public init(allowsRoleAssignableGroups: Bool = false, allowsUserWrite: Bool = false) {
        self.allowsRoleAssignableGroups = allowsRoleAssignableGroups
        self.allowsUserWrite = allowsUserWrite
    }

    /// Everything that isn't as it should be, the worst first. Empty when all is well.
    public func findings(in roles: GrantedRoles) -> [PermissionFinding] {
        var findings: [PermissionFinding] = allowsUserWrite ? [] : roles.userDeleters.map { .deletesPeople($0) }
        if !roles.canChangeMembers { findings.append(.missing(GrantedRoles.memberWriters[0])) }
        switch (allowsRoleAssignableGroups, roles.names.contains(GrantedRoles.roleWriter)) {
        case (true, false): findings.append(.missing(GrantedRoles.roleWriter))
        case (false, true): findings.append(.unneeded(GrantedRoles.roleWriter))
        case (true, true), (false, false): break
        }
        return findings
    }

    /// Why nothing may be written with a token; nil if it may.
    ///
    /// What is missing is no reason: Graph says so itself, and does nothing; then the call waits for a better token. A token whose permissions can't be read may be any.
    func refusal(of roles: GrantedRoles?) -> String? {
        guard !allowsUserWrite else { return nil }
        guard let roles else { return "the access token's permissions can't be read: nothing is written with it" }
        guard let role = roles.userDeleters.first else { return nil }
        return "the access token \(PermissionFinding.deletesPeople(role)): nothing is written with it"
    }
}
