import OrderedCollections
import SimulatorKit

/// People.
extension TenantState {
    mutating func listUsers(_ call: GraphCall) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readUsers)
        let list = ListRequest(call: call, kind: .user)
        try list.check()
        return try read(for: call) { directory throws(GraphError) in
            var users = directory.users.values.filter { list.includes($0.properties) }
            users = list.sorted(users) { $0.properties }
            let expanded = call.query
            return try list.page(users, context: EntityWriter.contextPath("users", expanded)) { user in
                Self.write(user, call, in: directory)
            }
        }
    }

    mutating func countUsers(_ call: GraphCall) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readUsers)
        return try count(call, .user) { directory in directory.users.values.map(\.properties) }
    }

    /// The number alone, which is an advanced query.
    mutating func count(
        _ call: GraphCall, _ kind: ObjectKind?, _ objects: (borrowing Directory) -> [JSONObject]
    ) throws(GraphError) -> GraphReply {
        guard call.isEventual else { throw .badRequest("$count is not currently supported.") }
        let list = ListRequest(call: call, kind: kind)
        return try read(for: call) { directory throws(GraphError) in
            GraphReply(body: .text(String(objects(directory).count(where: list.includes))))
        }
    }

    mutating func readUser(_ key: String, _ call: GraphCall) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readUsers)
        try ListRequest.checkSelect(call.query.select, .user)
        for expansion in call.query.expand where !ObjectKind.user.expandableProperties.contains(expansion.property) {
            throw .unknownProperty(expansion.property, of: ObjectKind.user.typeName)
        }
        return try read(for: call) { directory throws(GraphError) in
            guard let user = directory.user(key) else { throw .notFound(key) }
            var answer: JSONObject = [
                "@odata.context": call.context("\(EntityWriter.contextPath("users", call.query))/$entity")
            ]
            answer.merge(Self.write(user, call, in: directory)) { $1 }
            return .json(.object(answer))
        }
    }

    /// A person as the query asks for them.
    private static func write(
        _ user: DirectoryUser, _ call: GraphCall, in directory: borrowing Directory
    ) -> JSONObject {
        var entity = EntityWriter.entity(user.properties, .user, select: call.query.select)
        for expansion in call.query.expand {
            switch expansion.property {
            case "manager":
                // Without a manager Graph leaves the member out.
                guard let manager = user.managerID.flatMap({ directory.users[$0] }) else { continue }
                entity["manager"] = .object(
                    EntityWriter.entity(manager.properties, .user, select: expansion.select, isTyped: true))
            default:
                let isTransitive = expansion.property == "transitiveMemberOf"
                entity[expansion.property] = .array(
                    directory.groups(of: user.id, transitive: isTransitive).compactMap { id in
                        directory.groups[id].map { group in
                            .object(
                                EntityWriter.entity(
                                    group.properties, .group, select: expansion.select, isTyped: true))
                        }
                    })
            }
        }
        return entity
    }

    mutating func readManager(of key: String, isReference: Bool, _ call: GraphCall) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readUsers)
        try ListRequest.checkSelect(call.query.select, .user)
        let tenantID = self.tenantID
        return try read(for: call) { directory throws(GraphError) in
            guard let user = directory.user(key) else { throw .notFound(key) }
            guard let manager = user.managerID.flatMap({ directory.users[$0] }) else { throw .notFound("manager") }
            guard !isReference else {
                return .json([
                    "@odata.context": call.context("$ref"),
                    "@odata.id": .string(Self.reference(manager.id, .user, call, tenantID)),
                ])
            }
            let path = EntityWriter.contextPath("directoryObjects", call.query)
            var answer: JSONObject = ["@odata.context": call.context("\(path)/$entity")]
            let entity = EntityWriter.entity(manager.properties, .user, select: call.query.select, isTyped: true)
            answer.merge(entity) { $1 }
            return .json(.object(answer))
        }
    }

    /// The address by which `$ref` names an object.
    static func reference(_ id: ObjectID, _ kind: ObjectKind, _ call: GraphCall, _ tenantID: String) -> String {
        "\(call.request.baseURL)/v2/\(tenantID)/directoryObjects/\(id)/Microsoft.DirectoryServices.\(kind.resourceName)"
    }

    mutating func updateUser(_ key: String, _ call: GraphCall, _ journal: Journal) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.writeUsers)
        let changes = try Self.properties(try call.object(), .user)
        guard let user = replicas.primary.user(key) else { throw .notFound(key) }
        write([.userUpdated(user.id, changes)], for: call, journal: journal)
        return .noContent
    }

    mutating func deleteUser(_ key: String, _ call: GraphCall, _ journal: Journal) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.deleteUsers)
        guard let user = replicas.primary.user(key) else { throw .notFound(key) }
        write([.userDeleted(user.id)], for: call, journal: journal)
        return .noContent
    }

    /// The properties that a body sets.
    ///
    /// - Throws: If the kind does not have one, or its value has the wrong type, or it can't be set.
    static func properties(_ body: JSONObject, _ kind: ObjectKind) throws(GraphError) -> JSONObject {
        let readOnly: Set = ["id", "createdDateTime", "deletedDateTime", "isAssignableToRole"]
        for (name, value) in body {
            guard let type = kind.properties[name] else { throw .badRequest("Invalid property '\(name)'.") }
            guard !readOnly.contains(name) else {
                throw .badRequest("Property '\(name)' is read-only and cannot be set.")
            }
            guard type.accepts(value) else {
                throw .badRequest("Invalid value specified for property '\(name)' of resource '\(kind.resourceName)'.")
            }
        }
        return body
    }
}
