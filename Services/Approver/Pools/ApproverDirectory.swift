import Domain
import Entra
import Foundation

/// What the Approver asks of Entra: a seam, so that tests can say what it answers.
protocol ApproverDirectory: Sendable {
    /// The people who are direct members; nil: there is no such group.
    func people(in group: GroupID) async throws(Failure) -> [DirectoryUser]?
    func manager(of user: UserID) async throws(Failure) -> DirectoryUser?
    func user(_ id: UserID) async throws(Failure) -> DirectoryUser?
    func user(principalName: String) async throws(Failure) -> DirectoryUser?
    /// The names of some of the groups that somebody is in, and whether there are more.
    func groupNames(of user: UserID) async throws(Failure) -> (names: [String], areMore: Bool)
}

/// Microsoft Graph.
struct GraphDirectory: ApproverDirectory {
    let graph: GraphClient

    func people(in group: GroupID) async throws(Failure) -> [DirectoryUser]? { try await graph.people(in: group) }
    func manager(of user: UserID) async throws(Failure) -> DirectoryUser? { try await graph.manager(of: user) }
    func user(_ id: UserID) async throws(Failure) -> DirectoryUser? { try await graph.user(id) }
    func user(principalName: String) async throws(Failure) -> DirectoryUser? {
        try await graph.user(principalName: principalName)
    }
    func groupNames(of user: UserID) async throws(Failure) -> (names: [String], areMore: Bool) {
        try await graph.groupNames(of: user)
    }
}
