import Domain
import HTTPTypes

/// One call to Microsoft Graph, of the few that Landfall makes.
///
/// The only place where they are made: there is no other initialiser. In particular a DELETE always ends in `/$ref`. Without it Graph
/// would delete the person instead of the membership, if the application had the permission (group-delete-members).
struct GraphCall: Sendable {
    let method: HTTPRequest.Method
    /// From the version on, percent-encoded.
    let path: String
    let body: [UInt8]?
    /// What is done, for messages and logs: a verb and the ids of what it is done to.
    let purpose: String

    private init(_ method: HTTPRequest.Method, _ path: String, body: [UInt8]? = nil, purpose: String) {
        self.method = method
        self.path = "/v1.0" + path
        self.body = body
        self.purpose = purpose
    }

    var isWrite: Bool { method != .get }

    static func user(_ name: UserPrincipalName) -> GraphCall {
        GraphCall(
            .get,
            "/users/\(PercentEncoding.encode(name.text))?$select=id,userPrincipalName,displayName,accountEnabled",
            purpose: "reading the user \(name.text)")
    }

    static func group(_ group: GroupID) -> GraphCall {
        GraphCall(
            .get,
            "/groups/\(group)?$select=id,displayName,groupTypes,securityEnabled,mailEnabled,onPremisesSyncEnabled,"
                + "isAssignableToRole",
            purpose: "reading the group \(group)")
    }

    /// Asks for one member only: a group is never listed. Without `ConsistencyLevel`, which would read a more stale index.
    static func membership(of user: UserID, in group: GroupID) -> GraphCall {
        GraphCall(
            .get, "/groups/\(group)/members?$filter=id%20eq%20%27\(user)%27&$select=id",
            purpose: "reading whether \(user) is in the group \(group)")
    }

    /// - Parameter cloud: what Graph calls itself; the host in a reference to an object must be the cloud's own.
    static func change(_ action: MembershipAction, user: UserID, group: GroupID, cloud: String) -> GraphCall {
        switch action {
        case .add:
            GraphCall(
                .post, "/groups/\(group)/members/$ref",
                body: Array(#"{"@odata.id":"\#(cloud)/v1.0/directoryObjects/\#(user)"}"#.utf8),
                purpose: "adding \(user) to the group \(group)")
        case .remove:
            GraphCall(
                .delete, "/groups/\(group)/members/\(user)/$ref", purpose: "removing \(user) from the group \(group)")
        }
    }
}
