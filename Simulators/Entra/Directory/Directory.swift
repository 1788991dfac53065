import OrderedCollections
import SimulatorKit

/// Everything that one copy of the directory knows. A value: the primary and each replica hold one.
struct Directory: Sendable {
    private(set) var users: OrderedDictionary<ObjectID, DirectoryUser> = [:]
    private(set) var groups: OrderedDictionary<ObjectID, DirectoryGroup> = [:]
    /// Groups that were deleted and can still be restored.
    private(set) var deletedGroups: OrderedDictionary<ObjectID, DirectoryGroup> = [:]
    private var idsByPrincipalName: [String: ObjectID] = [:]
    /// The groups that have an object as a direct member.
    private var parents: [ObjectID: OrderedSet<ObjectID>] = [:]

    init() {}

    init(users: [DirectoryUser], groups: [DirectoryGroup], deletedGroups: [DirectoryGroup] = []) {
        for user in users { insert(user) }
        for group in groups { insert(group) }
        for group in deletedGroups { self.deletedGroups[group.id] = group }
    }

    /// The user with that object id or user principal name.
    func user(_ key: String) -> DirectoryUser? {
        if let id = ObjectID(key) { return users[id] }
        return idsByPrincipalName[key.lowercased()].flatMap { users[$0] }
    }

    /// What kind of object has this id, if any does.
    func kind(of id: ObjectID) -> ObjectKind? {
        if users[id] != nil { return .user }
        return groups[id] != nil ? .group : nil
    }

    /// The groups that have `id` as a member: directly, or through other groups as well.
    func groups(of id: ObjectID, transitive: Bool) -> OrderedSet<ObjectID> {
        var found = parents[id] ?? []
        guard transitive else { return found }
        var next = 0
        while next < found.count {
            found.formUnion(parents[found[next]] ?? [])
            next += 1
        }
        found.remove(id)
        return found
    }

    /// The members of a group and of the groups in it.
    func transitiveMembers(of id: ObjectID) -> OrderedSet<ObjectID> {
        var found = groups[id]?.members ?? []
        var next = 0
        while next < found.count {
            found.formUnion(groups[found[next]]?.members ?? [])
            next += 1
        }
        found.remove(id)
        return found
    }

    /// Carries a change out. A change that is in place already, or whose object is gone, changes nothing.
    mutating func apply(_ change: DirectoryChange) {
        switch change {
        case .memberAdded(let group, let member):
            guard groups[group] != nil else { return }
            groups[group]?.members.append(member)
            parents[member, default: []].append(group)
        case .memberRemoved(let group, let member):
            groups[group]?.members.remove(member)
            parents[member]?.remove(group)
        case .groupCreated(let group):
            insert(group)
        case .groupUpdated(let id, let properties):
            groups[id]?.properties.merge(properties) { $1 }
        case .groupDeleted(let id, let time, let isRestorable):
            guard var group = groups.removeValue(forKey: id) else { return }
            for member in group.members { parents[member]?.remove(id) }
            for parent in parents.removeValue(forKey: id) ?? [] { groups[parent]?.members.remove(id) }
            guard isRestorable else { return }
            group.properties["deletedDateTime"] = .string(time)
            deletedGroups[id] = group
        case .userUpdated(let id, let properties):
            guard let user = users[id] else { return }
            idsByPrincipalName[user.principalName.lowercased()] = nil
            users[id]?.properties.merge(properties) { $1 }
            if let name = users[id]?.principalName { idsByPrincipalName[name.lowercased()] = id }
        case .userDeleted(let id):
            guard let user = users.removeValue(forKey: id) else { return }
            idsByPrincipalName[user.principalName.lowercased()] = nil
            for parent in parents.removeValue(forKey: id) ?? [] { groups[parent]?.members.remove(id) }
        }
    }

    private mutating func insert(_ user: DirectoryUser) {
        users[user.id] = user
        idsByPrincipalName[user.principalName.lowercased()] = user.id
    }

    private mutating func insert(_ group: DirectoryGroup) {
        groups[group.id] = group
        for member in group.members { parents[member, default: []].append(group.id) }
    }
}
