import OrderedCollections
import SimulatorKit

/// Who is in which group.
extension TenantState {
    mutating func listMembers(
        of key: String, isTransitive: Bool, only: ObjectKind?, isCount: Bool, _ call: GraphCall
    ) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readGroups)
        guard let id = ObjectID(key) else { throw .invalidIdentifier(key) }
        let list = ListRequest(call: call, kind: only)
        if isCount, !call.isEventual { throw .badRequest("$count is not currently supported.") }
        try list.check()
        // A type cast is an advanced query (documentation of list members).
        if only != nil, !isCount, !call.isEventual || !call.query.wantsCount {
            throw .unsupportedQuery("The specified cast is not supported without 'ConsistencyLevel: eventual'.")
        }
        return try read(for: call) { directory throws(GraphError) in
            guard let group = directory.groups[id] else { throw .notFound(key) }
            let ids = isTransitive ? directory.transitiveMembers(of: id) : group.members
            let matches = Self.filter(ids, list, only, in: directory)
            guard !isCount else { return GraphReply(body: .text(String(matches.count))) }
            let collection = only.map { "\($0.rawValue)s" } ?? "directoryObjects"
            return try list.page(matches, context: EntityWriter.contextPath(collection, call.query)) { id in
                Self.object(id, select: call.query.select, for: call.caller, in: directory) ?? [:]
            }
        }
    }

    /// The ids that belong into a list. A filter by ids looks them up instead of reading all the members.
    private static func filter(
        _ ids: OrderedSet<ObjectID>, _ list: ListRequest, _ only: ObjectKind?, in directory: borrowing Directory
    ) -> [ObjectID] {
        if let wanted = list.call.query.filter?.onlyIDs, list.call.query.search == nil {
            return wanted.compactMap { ObjectID($0) }.filter { id in
                ids.contains(id) && (only == nil || directory.kind(of: id) == only)
            }
        }
        var matches: [ObjectID] = []
        for id in ids {
            guard let kind = directory.kind(of: id), only == nil || kind == only else { continue }
            let properties = (kind == .user ? directory.users[id]?.properties : directory.groups[id]?.properties) ?? [:]
            if list.includes(properties) { matches.append(id) }
        }
        return matches
    }

    mutating func readMember(_ memberKey: String, of key: String, _ call: GraphCall) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readGroups)
        guard let id = ObjectID(key) else { throw .invalidIdentifier(key) }
        guard let member = ObjectID(memberKey) else { throw .invalidIdentifier(memberKey) }
        try ListRequest.checkSelect(call.query.select, nil)
        return try read(for: call) { directory throws(GraphError) in
            guard let group = directory.groups[id] else { throw .notFound(key) }
            guard group.members.contains(member),
                let object = Self.object(member, select: call.query.select, for: call.caller, in: directory)
            else { throw .notFound(memberKey) }
            let path = EntityWriter.contextPath("directoryObjects", call.query)
            var answer: JSONObject = ["@odata.context": call.context("\(path)/$entity")]
            answer.merge(object) { $1 }
            return .json(.object(answer))
        }
    }

    mutating func listReferences(of key: String, _ call: GraphCall) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.readGroups)
        guard let id = ObjectID(key) else { throw .invalidIdentifier(key) }
        let list = ListRequest(call: call, kind: nil)
        try list.check()
        let tenantID = self.tenantID
        return try read(for: call) { directory throws(GraphError) in
            guard let group = directory.groups[id] else { throw .notFound(key) }
            let matches = Self.filter(group.members, list, nil, in: directory)
            return try list.page(matches, context: "Collection($ref)") { id in
                let kind = directory.kind(of: id) ?? .user
                return ["@odata.id": .string(Self.reference(id, kind, call, tenantID))]
            }
        }
    }

    mutating func addMember(to key: String, _ call: GraphCall, _ journal: Journal) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.writeMembers)
        guard let id = ObjectID(key) else { throw .invalidIdentifier(key) }
        let body = try call.object()
        guard let text = body["@odata.id"]?.string else {
            throw .badRequest("The property '@odata.id' must be specified in the request payload.")
        }
        let changes = try add([text], to: id, call)
        write(changes, for: call, journal: journal)
        return .noContent
    }

    /// The changes for `members@odata.bind`.
    mutating func bind(
        _ references: JSONValue, to group: ObjectID, _ call: GraphCall
    ) throws(GraphError) -> [DirectoryChange] {
        guard let texts = references.strings else { throw .badRequest("Invalid URL format specified in payload.") }
        // The limit is documented, the text of the refusal is not.
        guard texts.count <= MembershipRules.bulkLimit else {
            throw .badRequest(
                "The number of references in 'members@odata.bind' exceeds the limit of \(MembershipRules.bulkLimit).")
        }
        return texts.isEmpty ? [] : try add(texts, to: group, call)
    }

    private mutating func add(
        _ references: [String], to group: ObjectID, _ call: GraphCall
    ) throws(GraphError) -> [DirectoryChange] {
        var members: [ObjectID] = []
        for text in references {
            let reference = try ObjectReference(parsing: text, authority: call.request.authority)
            members.append(try reference.resolve(in: replicas.primary))
        }
        let rules = self.rules
        let changes = try decide(for: call) { primary, replica throws(GraphError) in
            try rules.additions(of: members, to: group, by: call.caller, primary: primary, replica: replica)
        }
        try checkConcurrency(of: group, at: call.now)
        return changes
    }

    mutating func removeMember(
        _ memberKey: String, from key: String, _ call: GraphCall, _ journal: Journal
    ) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.writeMembers)
        guard let id = ObjectID(key) else { throw .invalidIdentifier(key) }
        guard let member = ObjectID(memberKey) else {
            throw .unsupportedQuery("Unsupported referenced-object resource identifier for link property 'members'.")
        }
        let rules = self.rules
        let change = try decide(for: call) { primary, replica throws(GraphError) in
            try rules.removal(of: member, from: id, by: call.caller, primary: primary, replica: replica)
        }
        try checkConcurrency(of: id, at: call.now)
        write([change], for: call, journal: journal)
        return .noContent
    }

    /// `DELETE …/members/{id}` without `/$ref`: "the member object will also be deleted", if the app may do that.
    mutating func deleteMemberObject(
        _ memberKey: String, of key: String, _ call: GraphCall, _ journal: Journal
    ) throws(GraphError) -> GraphReply {
        try call.caller.require(Permissions.writeMembers.union(Permissions.deleteUsers))
        guard let id = ObjectID(key) else { throw .invalidIdentifier(key) }
        guard let member = ObjectID(memberKey) else { throw .invalidIdentifier(memberKey) }
        guard let group = replicas.primary.groups[id] else { throw .notFound(key) }
        guard group.members.contains(member) else { throw .notFound(memberKey) }
        guard replicas.primary.kind(of: member) == .user else {
            return try deleteGroup(memberKey, call, journal)
        }
        guard call.caller.has(Permissions.deleteUsers) else { throw .insufficientPrivileges }
        write([.userDeleted(member)], for: call, journal: journal)
        return .noContent
    }
}
