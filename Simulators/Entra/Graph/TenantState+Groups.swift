import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit

/// Groups themselves.
extension TenantState {
    mutating func listGroups(_ call: GraphCall) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readGroups)
        let list = ListRequest(call: call, kind: .group)
        try list.check()
        return try read(for: call) { directory throws(GraphError) in
            let groups = directory.groups.values.filter { list.includes($0.properties) }
            return try list.page(
                list.sorted(groups) { $0.properties }, context: EntityWriter.contextPath("groups", call.query)
            ) { group in
                Self.write(group, call, in: directory)
            }
        }
    }

    mutating func countGroups(_ call: GraphCall) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readGroups)
        return try count(call, .group) { directory in directory.groups.values.map(\.properties) }
    }

    mutating func readGroup(_ key: String, _ call: GraphCall) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readGroups)
        guard let id = ObjectID(key) else { throw .invalidIdentifier(key) }
        try ListRequest.checkSelect(call.query.select, .group)
        for expansion in call.query.expand where !ObjectKind.group.expandableProperties.contains(expansion.property) {
            throw .unknownProperty(expansion.property, of: ObjectKind.group.typeName)
        }
        return try read(for: call) { directory throws(GraphError) in
            guard let group = directory.groups[id] else { throw .notFound(key) }
            var answer: JSONObject = [
                "@odata.context": call.context("\(EntityWriter.contextPath("groups", call.query))/$entity")
            ]
            answer.merge(Self.write(group, call, in: directory)) { $1 }
            return .json(.object(answer))
        }
    }

    /// A group as the query asks for it. An expanded collection holds 20 objects at most.
    private static func write(
        _ group: DirectoryGroup, _ call: GraphCall, in directory: borrowing Directory
    ) -> JSONObject {
        var entity = EntityWriter.entity(group.properties, .group, select: call.query.select)
        for expansion in call.query.expand {
            let ids =
                switch expansion.property {
                case "members": group.members
                case "transitiveMembers": directory.transitiveMembers(of: group.id)
                default: directory.groups(of: group.id, transitive: false)
                }
            var objects: [JSONValue] = []
            for id in ids.prefix(20) {
                guard let object = object(id, select: expansion.select, for: call.caller, in: directory) else {
                    continue
                }
                objects.append(.object(object))
            }
            entity[expansion.property] = .array(objects)
        }
        return entity
    }

    /// An object of either kind, with its type; without its properties if the app may not read people.
    static func object(
        _ id: ObjectID, select: [String]?, for caller: Caller, in directory: borrowing Directory
    ) -> JSONObject? {
        if let user = directory.users[id] {
            return caller.has(Permissions.readUsers)
                ? EntityWriter.entity(user.properties, .user, select: select, isTyped: true)
                : EntityWriter.hidden(id, .user, select: select)
        }
        return directory.groups[id].map { group in
            EntityWriter.entity(group.properties, .group, select: select, isTyped: true)
        }
    }

    mutating func createGroup(_ call: GraphCall, _ journal: Journal) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.createGroups)
        var body = try call.object()
        let isAssignableToRole = body.removeValue(forKey: "isAssignableToRole")
        for name in ["displayName", "mailEnabled", "mailNickname", "securityEnabled"] where body[name] == nil {
            throw .badRequest("A value is required for property '\(name)' of resource 'Group'.")
        }
        var properties = try Self.properties(body, .group)
        if isAssignableToRole == true, !call.caller.has(Permissions.manageRoles) { throw .insufficientPrivileges }
        properties["isAssignableToRole"] = isAssignableToRole ?? .null
        properties["createdDateTime"] = .string(Self.time(call))
        guard let id = ObjectID(UUID().uuidString) else { throw .badRequest("No id could be made.") }
        let group = DirectoryGroup(id: id, properties: properties)
        write([.groupCreated(group)], for: call, journal: journal)
        var answer: JSONObject = ["@odata.context": call.context("groups/$entity")]
        answer.merge(EntityWriter.entity(group.properties, .group, select: nil)) { $1 }
        return .json(.object(answer), status: .created)
    }

    /// `PATCH /groups/{id}`: its properties, or up to 20 new members with `members@odata.bind`.
    mutating func updateGroup(_ key: String, _ call: GraphCall, _ journal: Journal) throws(GraphError) -> GraphReply {
        var body = try call.object()
        let references = body.removeValue(forKey: "members@odata.bind")
        if !body.isEmpty || !options.isBindAllowedWithMembershipRole {
            try call.caller.require(Permissions.writeGroups)
        } else {
            try call.caller.require(Permissions.writeMembers)
        }
        guard let id = ObjectID(key) else { throw .invalidIdentifier(key) }
        var changes: [DirectoryChange] = []
        if !body.isEmpty {
            guard let group = replicas.primary.groups[id] else { throw .notFound(key) }
            if group.isSynced { throw .synced }
            changes.append(.groupUpdated(id, try Self.properties(body, .group)))
        }
        if let references { changes += try bind(references, to: id, call) }
        write(changes, for: call, journal: journal)
        return .noContent
    }

    mutating func deleteGroup(_ key: String, _ call: GraphCall, _ journal: Journal) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.writeGroups)
        guard let id = ObjectID(key) else { throw .invalidIdentifier(key) }
        guard let group = replicas.primary.groups[id] else { throw .notFound(key) }
        if group.isRoleAssignable, !call.caller.has(Permissions.manageRoles) { throw .insufficientPrivileges }
        if group.isSynced { throw .synced }
        let isRestorable = group.isUnified || options.areSecurityGroupsRestorable && !group.isExchangeManaged
        write(
            [.groupDeleted(id, at: Self.time(call), isRestorable: isRestorable)], for: call, journal: journal)
        return .noContent
    }

    /// The time of a call as the directory writes it, without fractions.
    private static func time(_ call: GraphCall) -> String {
        let time = Timestamp(call.now)
        return "\(time.dateText)T\(time.timeText)Z"
    }

    mutating func listDeletedGroups(_ call: GraphCall) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readDeletedGroups)
        let list = ListRequest(call: call, kind: .group)
        try list.check()
        if call.query.orderBy != nil, !call.isEventual || !call.query.wantsCount {
            throw .unsupportedQuery("Sorting not supported for current query.")
        }
        return try read(for: call) { directory throws(GraphError) in
            let groups = list.sorted(directory.deletedGroups.values.filter { list.includes($0.properties) }) {
                $0.properties
            }
            return try list.page(groups, context: EntityWriter.contextPath("groups", call.query)) { group in
                EntityWriter.entity(group.properties, .group, select: call.query.select)
            }
        }
    }

    mutating func readDeletedItem(_ key: String, _ call: GraphCall) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readDeletedGroups)
        guard let id = ObjectID(key) else { throw .invalidIdentifier(key) }
        try ListRequest.checkSelect(call.query.select, .group)
        return try read(for: call) { directory throws(GraphError) in
            guard let group = directory.deletedGroups[id] else { throw .notFound(key) }
            let path = EntityWriter.contextPath("directoryObjects", call.query)
            var answer: JSONObject = ["@odata.context": call.context("\(path)/$entity")]
            let entity = EntityWriter.entity(group.properties, .group, select: call.query.select, isTyped: true)
            answer.merge(entity) { $1 }
            return .json(.object(answer))
        }
    }
}
