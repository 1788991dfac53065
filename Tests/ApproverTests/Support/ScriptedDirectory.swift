import Domain
import Foundation
import Synchronization

@testable import Approver

/// An Entra that answers what a test says.
final class ScriptedDirectory: ApproverDirectory {
    struct Content: Sendable {
        var groups: [GroupID: [DirectoryUser]] = [:]
        var managers: [UserID: DirectoryUser] = [:]
        var users: [DirectoryUser] = []
        var names: [String] = ["APP-MAIL-BASIC"]
        /// It answers nothing.
        var isDown = false
        /// Is called before an answer is given.
        var onAsk: (@Sendable () async -> Void)?
    }

    private let content: Mutex<Content>

    init(_ content: Content = Content()) {
        self.content = Mutex(content)
    }

    func change(_ change: @Sendable (inout Content) -> Void) { content.withLock { change(&$0) } }

    private func now() async throws(Failure) -> Content {
        let now = content.withLock { $0 }
        await now.onAsk?()
        if now.isDown { throw Failure(.graphUnavailable, "503") }
        return now
    }

    func people(in group: GroupID) async throws(Failure) -> [DirectoryUser]? { try await now().groups[group] }
    func manager(of user: UserID) async throws(Failure) -> DirectoryUser? { try await now().managers[user] }
    func user(_ id: UserID) async throws(Failure) -> DirectoryUser? { try await now().users.first { $0.id == id } }
    func user(principalName: String) async throws(Failure) -> DirectoryUser? {
        try await now().users.first { $0.userPrincipalName == principalName }
    }
    func groupNames(of user: UserID) async throws(Failure) -> (names: [String], areMore: Bool) {
        (try await now().names, false)
    }
}
