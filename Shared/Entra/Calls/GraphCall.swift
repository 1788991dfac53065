import Domain
import HTTPTypes

/// One call to Microsoft Graph, of the few that Landfall makes.
///
/// The only place where they are made: there is no other initialiser. In particular a DELETE always ends in `/$ref`. Without it Graph
/// would delete the person instead of the membership, if the application had the permission (group-delete-members).
struct GraphCall: Sendable {
    let method: HTTPRequest.Method
    /// Relative to the version, as a batch wants it; percent-encoded.
    let resource: String
    let body: [UInt8]?
    /// What is done, for messages and logs: a verb and the ids of what it is done to.
    let purpose: String
    /// Whether it could change something.
    let isWrite: Bool
    /// What it takes from the quota.
    let cost: GraphCost
    /// Without one of these application permissions Graph refuses it, whatever it is about; the least one first. Nil: not looked at.
    let permissions: [String]?

    private init(
        _ method: HTTPRequest.Method, _ resource: String, body: [UInt8]? = nil, purpose: String, isWrite: Bool,
        cost: GraphCost, permissions: [String]? = nil
    ) {
        self.method = method
        self.resource = resource
        self.body = body
        self.purpose = purpose
        self.isWrite = isWrite
        self.cost = cost
        self.permissions = permissions
    }

    /// From the version on.
    var path: String { "/v1.0" + resource }

    /// What it is on record by, also where it travels in a batch.
    var digest: String { CallDigest.request(method: method.rawValue, target: path, body: body) }

    static func user(_ name: UserPrincipalName) -> GraphCall {
        GraphCall(
            .get,
            "/users/\(PercentEncoding.encode(name.text))?$select=id,userPrincipalName,displayName,accountEnabled",
            purpose: "reading the user \(name.text)", isWrite: false, cost: .user)
    }

    static func user(_ user: UserID) -> GraphCall {
        GraphCall(
            .get, "/users/\(user)?$select=id,userPrincipalName,displayName,accountEnabled",
            purpose: "reading the user \(user)", isWrite: false, cost: .user)
    }

    static func group(_ group: GroupID) -> GraphCall {
        GraphCall(
            .get,
            "/groups/\(group)?$select=id,displayName,groupTypes,securityEnabled,mailEnabled,onPremisesSyncEnabled,"
                + "isAssignableToRole",
            purpose: "reading the group \(group)", isWrite: false, cost: .group)
    }

    /// What of a person decides something; all of it but the first four may be null.
    private static let personFields =
        "id,userPrincipalName,displayName,accountEnabled,department,jobTitle,employeeType,userType"

    /// A person with their manager. Without one Graph leaves `manager` out.
    static func person(_ name: UserPrincipalName) -> GraphCall {
        GraphCall(
            .get,
            "/users/\(PercentEncoding.encode(name.text))?$select=\(personFields)&$expand=manager($select=id)",
            purpose: "reading the person \(name.text)", isWrite: false, cost: .person,
            permissions: GrantedRoles.peopleReaders)
    }

    /// The people of whom a property has a value, as ``person(_:)``.
    static func people(_ property: PersonProperty, is value: FilterValue) -> GraphCall {
        GraphCall(
            .get,
            "/users?$filter=\(PercentEncoding.encode("\(property.rawValue) eq \(value.literal)"))"
                + "&$select=\(personFields),\(property.rawValue)&$expand=manager($select=id)",
            purpose: "looking for people by \(property.rawValue)", isWrite: false, cost: .people,
            permissions: GrantedRoles.peopleReaders)
    }

    /// A group that was deleted and can be restored (directory-deleteditems-get). Its permission is one that nothing else here needs, so
    /// that without it Graph simply refuses this.
    static func deletedGroup(_ group: GroupID) -> GraphCall {
        GraphCall(
            .get, "/directory/deletedItems/\(group)?$select=id,deletedDateTime",
            purpose: "looking for the deleted group \(group)", isWrite: false, cost: .deletedItem)
    }

    /// The groups of a name: names aren't unique.
    static func groups(named name: FilterValue) -> GraphCall {
        GraphCall(
            .get,
            "/groups?$filter=\(PercentEncoding.encode("displayName eq \(name.literal)"))&$select=id,displayName",
            purpose: "looking for groups called \(name.text)", isWrite: false, cost: .groups,
            permissions: GrantedRoles.memberReaders)
    }

    /// The most groups that one ``memberships(of:in:)`` may name (directoryobject-checkmembergroups).
    static let checkLimit = 20

    /// Which of some groups a person is in, directly or through other groups. It changes nothing.
    ///
    /// - Parameter groups: 1 to ``checkLimit``.
    static func memberships(of user: UserID, in groups: [GroupID]) -> GraphCall {
        let ids = groups.map { "\"\($0)\"" }.joined(separator: ",")
        return GraphCall(
            .post, "/users/\(user)/checkMemberGroups", body: Array(#"{"groupIds":[\#(ids)]}"#.utf8),
            purpose: "reading in which of \(groups.count) groups \(user) is", isWrite: false, cost: .membershipCheck,
            permissions: GrantedRoles.memberReaders)
    }

    /// Asks for one member only: a group is never listed. Without `ConsistencyLevel`, which would read a more stale index.
    ///
    /// `$select` takes one resource unit off. `$top` below 20 would take off another, but nobody is known to combine it with this filter,
    /// and were the page cut before it is filtered, a member would look like none: then a membership that was there before us would be
    /// taken for ours, and be undone. Writes run out first anyway.
    static func membership(of user: UserID, in group: GroupID) -> GraphCall {
        GraphCall(
            .get, "/groups/\(group)/members?$filter=id%20eq%20%27\(user)%27&$select=id",
            purpose: "reading whether \(user) is in the group \(group)", isWrite: false, cost: .membership,
            permissions: GrantedRoles.memberReaders)
    }

    /// Lists the people of a group who are to decide about something, at most ``memberPage``. Never asked of a group that is changed.
    static func members(of group: GroupID) -> GraphCall {
        GraphCall(
            .get,
            "/groups/\(group)/members?$select=id,userPrincipalName,displayName,accountEnabled&$top=\(memberPage)",
            purpose: "listing the members of the group \(group)", isWrite: false, cost: .membership,
            permissions: GrantedRoles.memberReaders)
    }

    /// The most that one page of members holds (group-list-members).
    static let memberPage = 999

    static func manager(of user: UserID) -> GraphCall {
        GraphCall(
            .get, "/users/\(user)/manager?$select=id,userPrincipalName,displayName,accountEnabled",
            purpose: "reading the manager of \(user)", isWrite: false, cost: .user)
    }

    /// The first groups that a person is a direct member of, for people to read.
    static func groups(of user: UserID) -> GraphCall {
        GraphCall(
            .get, "/users/\(user)/memberOf?$select=id,displayName&$top=100",
            purpose: "listing the groups of \(user)", isWrite: false, cost: .membership,
            permissions: GrantedRoles.memberReaders)
    }

    /// - Parameter cloud: what Graph calls itself; the host in a reference to an object must be the cloud's own.
    static func change(_ action: MembershipAction, user: UserID, group: GroupID, cloud: String) -> GraphCall {
        switch action {
        case .add:
            GraphCall(
                .post, "/groups/\(group)/members/$ref",
                body: Array(#"{"@odata.id":"\#(reference(to: user, in: cloud))"}"#.utf8),
                purpose: "adding \(user) to the group \(group)", isWrite: true, cost: .change,
                permissions: GrantedRoles.memberWriters)
        case .remove:
            GraphCall(
                .delete, "/groups/\(group)/members/\(user)/$ref",
                purpose: "removing \(user) from the group \(group)", isWrite: true, cost: .change,
                permissions: GrantedRoles.memberWriters)
        }
    }

    /// The most people that one ``add(_:to:cloud:price:)`` may name (group-post-members).
    static let bulkLimit = 20

    /// Adds people to a group, all of them or nobody. There is no such call for removals.
    ///
    /// - Parameters:
    ///   - users: 1 to ``bulkLimit``, nobody twice.
    ///   - cloud: what Graph calls itself.
    static func add(
        _ users: [UserID], to group: GroupID, cloud: String, price: EntraConfiguration.BulkAddCost
    ) -> GraphCall {
        let references = users.map { "\"\(reference(to: $0, in: cloud))\"" }.joined(separator: ",")
        return GraphCall(
            .patch, "/groups/\(group)", body: Array(#"{"members@odata.bind":[\#(references)]}"#.utf8),
            purpose: "adding \(users.count) people to the group \(group)", isWrite: true,
            cost: .bulkAdd(of: users.count, at: price), permissions: GrantedRoles.memberWriters)
    }

    /// Calls that travel together.
    static func batch(_ batch: GraphBatch, priority: GraphPriority) -> GraphCall {
        GraphCall(
            .post, "/$batch", body: batch.body(priority: priority), purpose: batch.purpose, isWrite: batch.isWrite,
            cost: batch.cost)
    }

    private static func reference(to user: UserID, in cloud: String) -> String {
        "\(cloud)/v1.0/directoryObjects/\(user)"
    }
}
