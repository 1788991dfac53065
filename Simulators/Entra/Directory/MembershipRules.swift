import OrderedCollections

/// Which membership changes Entra takes, and what it says to the others. Pure.
struct MembershipRules: Sendable, Hashable {
    /// The most members that one PATCH may add.
    static let bulkLimit = 20

    var options: BehaviourOptions

    /// Whether this app may change the members of this group at all.
    func checkWritable(_ group: DirectoryGroup, by caller: Caller) throws(GraphError) {
        guard !group.isRoleAssignable || caller.has(Permissions.manageRoles) else {
            throw .insufficientPrivileges
        }
        // Entra says the same for a dynamic group, misleading as it is.
        if group.isDynamic { throw .insufficientPrivileges }
        if group.isManagementRestricted { throw .managementRestricted }
        if group.isExchangeManaged { throw .mailEnabled(options.mailEnabledStatus) }
        if group.isSynced { throw .synced }
    }

    /// The changes that add `members` to a group: all of them, or an error.
    ///
    /// - Parameters:
    ///   - primary: Where uniqueness is decided.
    ///   - replica: Where the request landed; what it doesn't know yet can't be referred to.
    func additions(
        of members: [ObjectID], to groupID: ObjectID, by caller: Caller, primary: borrowing Directory,
        replica: borrowing Directory
    ) throws(GraphError) -> [DirectoryChange] {
        guard let group = primary.groups[groupID] else { throw .notFound(groupID.text) }
        guard replica.groups[groupID] != nil else { throw .notReplicated }
        try checkWritable(group, by: caller)
        var seen: Set<ObjectID> = []
        for member in members {
            guard seen.insert(member).inserted else { throw .duplicateReference(member, in: groupID) }
            guard let kind = primary.kind(of: member) else { throw .notFound(member.text) }
            guard replica.kind(of: member) != nil else { throw .notReplicated }
            try checkMember(kind, member, of: group)
        }
        // Near its quota a group answers so even where some of the members are in it already.
        if let limit = group.memberQuota, group.members.count + members.count > limit,
            members.count > 1 || !group.members.contains(members[0])
        {
            throw .memberQuota(group.members.count + members.count, limit: limit)
        }
        guard members.allSatisfy({ !group.members.contains($0) }) else { throw .alreadyMember }
        return members.map { .memberAdded(group: groupID, member: $0) }
    }

    /// The change that removes a member from a group.
    func removal(
        of member: ObjectID, from groupID: ObjectID, by caller: Caller, primary: borrowing Directory,
        replica: borrowing Directory
    ) throws(GraphError) -> DirectoryChange {
        guard let group = primary.groups[groupID] else { throw .notFound(groupID.text) }
        try checkWritable(group, by: caller)
        guard group.members.contains(member) else {
            // The replica still shows a membership that is gone: the answer differs then.
            if replica.groups[groupID]?.members.contains(member) == true { throw .justRemoved }
            throw .notFound(member.text)
        }
        return .memberRemoved(group: groupID, member: member)
    }

    /// Microsoft 365 groups take people only, and role-assignable groups can't be nested. The texts are not confirmed.
    private func checkMember(_ kind: ObjectKind, _ member: ObjectID, of group: DirectoryGroup) throws(GraphError) {
        guard kind == .group else { return }
        if group.isUnified || group.isRoleAssignable || member == group.id {
            throw .badRequest("Invalid reference property 'members': the object '\(member)' can't be a member.")
        }
    }
}
