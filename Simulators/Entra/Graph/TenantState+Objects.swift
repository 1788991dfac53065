import OrderedCollections
import SimulatorKit

/// Objects of any kind, and the groups that they are in.
extension TenantState {
    mutating func listMemberOf(
        _ collection: GraphRoute.Collection, _ key: String, isTransitive: Bool, only: ObjectKind?, _ call: GraphCall
    ) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readGroups)
        if collection == .users { try call.caller.require(Permissions.readUsers) }
        let list = ListRequest(call: call, kind: only)
        try list.check()
        return try read(for: call) { directory throws(GraphError) in
            let id = try Self.identify(key, in: collection, directory)
            let groups = directory.groups(of: id, transitive: isTransitive).compactMap { directory.groups[$0] }
                .filter { list.includes($0.properties) && only != .user }
            let path = EntityWriter.contextPath("directoryObjects", call.query)
            return try list.page(list.sorted(groups) { $0.properties }, context: path) { group in
                EntityWriter.entity(group.properties, .group, select: call.query.select, isTyped: true)
            }
        }
    }

    mutating func answerQuestion(
        _ question: GraphRoute.Question, about collection: GraphRoute.Collection, _ key: String, _ call: GraphCall
    ) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readGroups)
        if collection == .users { try call.caller.require(Permissions.readUsers) }
        let body = try call.object()
        let wanted = try Self.wantedIDs(question, body)
        let isSecurityOnly = body["securityEnabledOnly"]?.bool ?? false
        return try read(for: call) { directory throws(GraphError) in
            let id = try Self.identify(key, in: collection, directory)
            let groups = directory.groups(of: id, transitive: true)
            let found: [ObjectID] =
                if let wanted {
                    wanted.filter(groups.contains)
                } else {
                    groups.filter { group in
                        !isSecurityOnly || directory.groups[group]?.properties["securityEnabled"] == true
                    }
                }
            return .json([
                "@odata.context": call.context("Collection(Edm.String)"), "value": .strings(found.map(\.text)),
            ])
        }
    }

    /// The groups that a question names: 20 at most. Nil for the questions that name none.
    private static func wantedIDs(
        _ question: GraphRoute.Question, _ body: JSONObject
    ) throws(GraphError) -> [ObjectID]? {
        guard question.isCheck else { return nil }
        let name = question == .checkMemberGroups ? "groupIds" : "ids"
        guard let texts = body[name]?.strings else {
            throw .badRequest("The parameter '\(name)' is missing or is not a collection of identifiers.")
        }
        guard (1...20).contains(texts.count) else {
            throw .badRequest("The parameter '\(name)' must have between 1 and 20 elements.")
        }
        var ids: [ObjectID] = []
        for text in texts {
            guard let id = ObjectID(text) else { throw .invalidIdentifier(text) }
            ids.append(id)
        }
        return ids
    }

    /// The id of what a key names in a collection.
    private static func identify(
        _ key: String, in collection: GraphRoute.Collection, _ directory: borrowing Directory
    ) throws(GraphError) -> ObjectID {
        switch collection {
        case .users:
            guard let user = directory.user(key) else { throw .notFound(key) }
            return user.id
        case .groups, .directoryObjects:
            guard let id = ObjectID(key) else { throw .invalidIdentifier(key) }
            guard let kind = directory.kind(of: id), collection == .directoryObjects || kind == .group else {
                throw .notFound(key)
            }
            return id
        }
    }

    mutating func readObject(_ key: String, _ call: GraphCall) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readDirectory.union(Permissions.readUsers))
        guard let id = ObjectID(key) else { throw .invalidIdentifier(key) }
        try ListRequest.checkSelect(call.query.select, nil)
        return try read(for: call) { directory throws(GraphError) in
            guard let object = Self.object(id, select: call.query.select, for: call.caller, in: directory) else {
                throw .notFound(key)
            }
            let path = EntityWriter.contextPath("directoryObjects", call.query)
            var answer: JSONObject = ["@odata.context": call.context("\(path)/$entity")]
            answer.merge(object) { $1 }
            return .json(.object(answer))
        }
    }

    /// `POST /directoryObjects/getByIds`: up to 1000 ids; what does not exist is left out.
    mutating func readObjects(_ call: GraphCall) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readDirectory.union(Permissions.readUsers))
        let body = try call.object()
        guard let texts = body["ids"]?.strings, (1...1000).contains(texts.count) else {
            throw .badRequest("The parameter 'ids' must be a collection of 1 to 1000 identifiers.")
        }
        var ids: OrderedSet<ObjectID> = []
        for text in texts {
            guard let id = ObjectID(text) else { throw .invalidIdentifier(text) }
            ids.append(id)
        }
        let types = (body["types"]?.strings ?? []).map { $0.lowercased() }
        try ListRequest.checkSelect(call.query.select, nil)
        return try read(for: call) { directory throws(GraphError) in
            var objects: [JSONValue] = []
            for id in ids {
                guard let kind = directory.kind(of: id), types.isEmpty || types.contains(kind.rawValue),
                    let object = Self.object(id, select: call.query.select, for: call.caller, in: directory)
                else { continue }
                objects.append(.object(object))
            }
            let path = EntityWriter.contextPath("directoryObjects", call.query)
            return .json(["@odata.context": call.context(path), "value": .array(objects)])
        }
    }
}
