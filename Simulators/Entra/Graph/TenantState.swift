import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit

/// The tenant and what is known about its use: everything behind Graph that changes. A value; the simulator keeps it
/// behind a lock, so requests take effect one after the other.
struct TenantState: Sendable {
    let tenantID: String
    private(set) var applications: [String: Application]
    let options: BehaviourOptions
    var replicas: ReplicaSet
    var quota: QuotaLedger
    var random: SeededRandom
    /// When the members of a group were written last, while a concurrency window is set.
    private var lastWrites: [ObjectID: Date] = [:]

    var rules: MembershipRules { MembershipRules(options: options) }

    init(_ seed: Seed) {
        tenantID = seed.tenant
        applications = Dictionary(seed.applications.map { ($0.clientID, $0) }) { $1 }
        options = seed.options
        let directory = Directory(users: seed.users, groups: seed.groups, deletedGroups: seed.deletedGroups)
        replicas = ReplicaSet(directory, settings: seed.replication)
        quota = QuotaLedger(
            settings: seed.quota, tenantID: seed.tenant, tenantSize: TenantSize(userCount: seed.users.count),
            isRetryAfterFractional: seed.options.isRetryAfterFractional)
        random = SeededRandom(seed: seed.replication.seed)
    }

    /// Consents to these application permissions of an app instead of those it had. Tokens that it has already keep theirs.
    mutating func consent(to roles: [String], of applicationID: String) {
        applications[applicationID]?.roles = roles
    }

    /// Reads from the replica that the call landed on.
    mutating func read<Value>(
        for call: GraphCall, _ body: (borrowing Directory) throws(GraphError) -> Value
    ) throws(GraphError) -> Value {
        try replicas.read(from: call.replica, at: call.now, body)
    }

    /// Decides with the primary and the replica that the call landed on side by side.
    mutating func decide<Value>(
        for call: GraphCall,
        _ body: (_ primary: borrowing Directory, _ replica: borrowing Directory) throws(GraphError) -> Value
    ) throws(GraphError) -> Value {
        try replicas.decide(replica: call.replica, at: call.now, body)
    }

    /// Makes changes effective, and says so in the journal.
    mutating func write(_ changes: [DirectoryChange], for call: GraphCall, journal: Journal) {
        for change in changes {
            replicas.write(change, at: call.now)
            var details = change.details
            details["app_id"] = .string(call.caller.applicationID)
            journal.append(at: call.now, requestID: call.request.id, effect: change.effect, details: details)
        }
    }

    /// Refuses a write that comes too soon after another one to the same group, where the seed asks for that.
    mutating func checkConcurrency(of group: ObjectID, at now: Date) throws(GraphError) {
        let window = options.concurrencyWindow.timeInterval
        guard window > 0 else { return }
        if let last = lastWrites[group], now.timeIntervalSince(last) < window { throw .concurrentWrite }
        lastWrites[group] = now
    }

    /// Answers a call, quota and permissions included.
    ///
    /// - Returns: The reply, and headers about the quota.
    mutating func answer(
        _ call: GraphCall, journal: Journal
    ) -> (reply: Result<GraphReply, GraphError>, headers: HTTPFields) {
        let cost = RequestCost(
            method: call.request.method, route: call.route, query: call.query, addedMembers: Self.boundMembers(call),
            patchCost: quota.settings.patchCost)
        let priority = call.request.headers[.throttlePriority]
            .flatMap { QuotaLedger.Priority(rawValue: $0.lowercased()) }
        do throws(GraphError) {
            let headers = try quota.charge(
                cost, to: call.caller.applicationID, priority: priority ?? .normal, at: call.now)
            do throws(GraphError) {
                return (.success(try dispatch(call, journal: journal)), headers)
            } catch {
                return (.failure(error), headers)
            }
        } catch {
            return (.failure(error), [:])
        }
    }

    /// How many members a `PATCH` of a group would add.
    private static func boundMembers(_ call: GraphCall) -> Int {
        guard call.request.method == .patch, case .entity(.groups, _) = call.route else { return 0 }
        return (try? call.request.json())?["members@odata.bind"]?.array?.count ?? 0
    }

    private mutating func dispatch(_ call: GraphCall, journal: Journal) throws(GraphError) -> GraphReply {
        guard call.route.isCollection || !call.query.isForCollections else {
            throw .invalidQuery(
                "The query specified in the URI is not valid. The requested resource is not a collection. Query "
                    + "options $filter, $orderby, $count, $skip, and $top can be applied only on collections.")
        }
        switch (call.route, call.request.method) {
        case (.collection(.users), _): return try listUsers(call)
        case (.count(.users), _): return try countUsers(call)
        case (.entity(.users, let key), .get): return try readUser(key, call)
        case (.entity(.users, let key), .patch): return try updateUser(key, call, journal)
        case (.entity(.users, let key), _): return try deleteUser(key, call, journal)
        case (.manager(let user, let isReference), _):
            return try readManager(of: user, isReference: isReference, call)
        case (.collection(.groups), .get): return try listGroups(call)
        case (.collection(.groups), _): return try createGroup(call, journal)
        case (.count(.groups), _): return try countGroups(call)
        case (.entity(.groups, let key), .get): return try readGroup(key, call)
        case (.entity(.groups, let key), .patch): return try updateGroup(key, call, journal)
        case (.entity(.groups, let key), _): return try deleteGroup(key, call, journal)
        case (.members(let group, let isTransitive, let only, let isCount), .get):
            return try listMembers(of: group, isTransitive: isTransitive, only: only, isCount: isCount, call)
        case (.members, _): throw .invalidQuery("Write requests are only supported on contained entities")
        case (.memberReferences(let group), .get): return try listReferences(of: group, call)
        case (.memberReferences(let group), .post): return try addMember(to: group, call, journal)
        case (.memberReferences, _):
            throw .invalidQuery("The request is currently not supported on the targeted entity set")
        case (.memberReference(let group, let member), _): return try removeMember(member, from: group, call, journal)
        case (.member(let group, let member), .get): return try readMember(member, of: group, call)
        case (.member(let group, let member), _): return try deleteMemberObject(member, of: group, call, journal)
        case (.memberOf(let collection, let key, let isTransitive, let only), _):
            return try listMemberOf(collection, key, isTransitive: isTransitive, only: only, call)
        case (.membershipQuestion(let collection, let key, let question), _):
            return try answerQuestion(question, about: collection, key, call)
        case (.entity(.directoryObjects, let key), _): return try readObject(key, call)
        case (.objectsByIDs, _): return try readObjects(call)
        case (.deletedGroups, _): return try listDeletedGroups(call)
        case (.deletedItem(let key), _): return try readDeletedItem(key, call)
        case (.deletedItems, _):
            throw .badRequest("The specified type is not valid: a type cast such as microsoft.graph.group is required.")
        case (.signedInUser, _): throw .invalidQuery("/me request is only valid with delegated authentication flow.")
        case (.batch, _), (.collection(.directoryObjects), _), (.count(.directoryObjects), _):
            throw .unsupportedQuery("Unsupported Query.")
        }
    }
}
