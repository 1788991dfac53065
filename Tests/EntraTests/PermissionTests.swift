import Domain
import Synchronization
import TestSupport
import Testing

@testable import Entra

@Suite("What an application may do")
struct PermissionCheckTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var roles: Set<String>
        var check = PermissionCheck()
        var findings: [PermissionFinding]

        var testDescription: String { "\(roles.sorted()), \(check)" }
    }

    static let members = "GroupMember.ReadWrite.All"
    static let directoryRoles = "RoleManagement.ReadWrite.Directory"
    static let roleAssignable = PermissionCheck(allowsRoleAssignableGroups: true)
    static let userWrite = PermissionCheck(allowsUserWrite: true)

    static let rows: [Row] = [
        Row(roles: [members], findings: []),
        Row(roles: ["Group.ReadWrite.All"], findings: []),
        Row(roles: ["Directory.ReadWrite.All"], findings: []),
        Row(roles: [members, "User.Read.All", "Group.Read.All"], findings: []),
        Row(roles: [], findings: [.missing(members)]),
        Row(roles: ["GroupMember.Read.All", "User.Read.All"], findings: [.missing(members)]),
        Row(roles: ["groupmember.readwrite.all"], findings: [.missing(members)]),
        // Those who can delete people
        Row(roles: [members, "User.ReadWrite.All"], findings: [.deletesPeople("User.ReadWrite.All")]),
        Row(roles: [members, "User.DeleteRestore.All"], findings: [.deletesPeople("User.DeleteRestore.All")]),
        Row(
            roles: ["User.ReadWrite.All", "User.DeleteRestore.All"],
            findings: [
                .deletesPeople("User.DeleteRestore.All"), .deletesPeople("User.ReadWrite.All"), .missing(members),
            ]),
        Row(roles: [members, "User.ReadWrite.All"], check: userWrite, findings: []),
        Row(roles: ["User.ReadWrite.All"], check: userWrite, findings: [.missing(members)]),
        // Role-assignable groups
        Row(roles: [members, directoryRoles], findings: [.unneeded(directoryRoles)]),
        Row(roles: [members], check: roleAssignable, findings: [.missing(directoryRoles)]),
        Row(roles: [members, directoryRoles], check: roleAssignable, findings: []),
        Row(roles: [directoryRoles], check: roleAssignable, findings: [.missing(members)]),
    ]

    @Test("what is missing and what is too much is found", arguments: rows)
    func row(_ row: Row) {
        #expect(row.check.findings(in: GrantedRoles(row.roles)) == row.findings)
    }

    @Test("reading people and who is in a group needs two permissions, or higher ones")
    func reading() {
        func missing(_ roles: String...) -> [String] { GrantedRoles(Set(roles)).missingForReading }
        #expect(missing() == ["User.Read.All", "GroupMember.Read.All"])
        #expect(missing("User.Read.All") == ["GroupMember.Read.All"])
        #expect(missing("User.Read.All", "GroupMember.Read.All").isEmpty)
        #expect(missing("Directory.Read.All").isEmpty)
        #expect(missing(Self.members) == ["User.Read.All"])
    }

    @Test("only a token that could delete people, or that might, is refused")
    func refusal() {
        let check = PermissionCheck()
        #expect(check.refusal(of: GrantedRoles([])) == nil)
        #expect(check.refusal(of: GrantedRoles([Self.members, Self.directoryRoles])) == nil)
        #expect(check.refusal(of: GrantedRoles(["User.ReadWrite.All"]))?.contains("User.ReadWrite.All") == true)
        #expect(check.refusal(of: nil) != nil)
        #expect(Self.userWrite.refusal(of: GrantedRoles(["User.ReadWrite.All"])) == nil)
        #expect(Self.userWrite.refusal(of: nil) == nil)
    }

    @Test("what the roles allow")
    func abilities() {
        #expect(GrantedRoles([Self.members]).canChangeMembers)
        #expect(!GrantedRoles([Self.directoryRoles]).canChangeRoleAssignableGroups)
        #expect(GrantedRoles([Self.directoryRoles, Self.members]).canChangeRoleAssignableGroups)
    }
}

@Suite("A token that must not be written with")
struct RefusedTokenTests {
    static let dangerous = Fixtures.token(roles: ["GroupMember.ReadWrite.All", "User.ReadWrite.All"])

    @Test("nothing is written with a token that could delete people, or whose permissions can't be read; reads go on")
    func refused() async throws {
        for token in [Self.dangerous, "opaque"] {
            let stage = try Stage(
                token: { _ in Fixtures.tokenReply(token) }, graph: { _ in .answer(200, body: #"{"value":[]}"#) })
            try await stage.run { stage in
                var failures: [Failure] = []
                if case .failed(let failure) = await stage.add() { failures.append(failure) }
                if case .failed(let failure) = await stage.remove() { failures.append(failure) }
                let bulk = await stage.client.add(
                    Fixtures.users(2), to: Fixtures.group, clientRequestID: Fixtures.callID, trace: nil)
                if case .failed(let failure) = bulk { failures.append(failure) }
                let batch = await stage.client.change(BatchTests.changes(2), trace: nil)
                for case .failed(let failure) in batch { failures.append(failure) }
                #expect(failures.map(\.reason) == Array(repeating: .graphUnauthorized, count: 5))
                #expect(failures.allSatisfy { $0.kind == .transient && $0.detail.contains("nothing is written") })
                #expect(stage.graphRequests.isEmpty)
                await #expect(throws: Failure.self) { try await stage.client.requireWritableToken() }
                _ = try await stage.client.membership(of: Fixtures.user, in: Fixtures.group, trace: nil)
                #expect(stage.graphRequests.count == 1)
            }
        }
    }

    @Test("the next call fetches another token, and writes when it is a better one")
    func better() async throws {
        let count = Mutex(0)
        let stage = try Stage(
            token: { _ in
                count.withLock {
                    $0 += 1
                    return Fixtures.tokenReply($0 < 3 ? Self.dangerous : Fixtures.token(roles: []))
                }
            }, graph: { _ in .answer(204) })
        try await stage.run { stage in
            let findings = try await stage.client.permissionFindings()
            #expect(findings == [.deletesPeople("User.ReadWrite.All")])
            await #expect(throws: Failure.self) { try await stage.client.requireWritableToken() }
            #expect(await stage.add().ids == .accepted(CorrelationIDs(clientRequestID: Fixtures.callID)))
            #expect(stage.tokenRequests.count == 3)
        }
    }

    @Test("a token that is renewed to a dangerous one after a 401 isn't written with either")
    func afterUnauthorized() async throws {
        let count = Mutex(0)
        let stage = try Stage(
            token: { _ in
                count.withLock {
                    $0 += 1
                    return Fixtures.tokenReply($0 == 1 ? Fixtures.token(roles: []) : Self.dangerous)
                }
            }, graph: { _ in .answer(401) })
        try await stage.run { stage in
            guard case .failed(let failure) = await stage.add() else {
                Issue.record("it was refused")
                return
            }
            #expect(failure.detail.contains("User.ReadWrite.All"))
            #expect(stage.graphRequests.count == 1)
        }
    }

    @Test("it is written with where that is allowed")
    func allowed() async throws {
        let stage = try Stage(
            adjust: { $0.permissions.allowsUserWrite = true }, token: { _ in Fixtures.tokenReply(Self.dangerous) },
            graph: { _ in .answer(204) })
        try await stage.run { stage in
            #expect(await stage.add().ids == .accepted(CorrelationIDs(clientRequestID: Fixtures.callID)))
            try await stage.client.requireWritableToken()
        }
    }
}

@Suite("A token that lacks the permission")
struct LackingTokenTests {
    private static let forbidden =
        #"{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}"#

    /// Everything is refused, to a token with these roles, one call at a time and several at once.
    private func reasons(_ roles: [String]) async throws -> (reasons: [Reason], tokens: Int) {
        let stage = try Stage(
            token: { _ in Fixtures.tokenReply(Fixtures.token(roles: roles)) },
            graph: { request in
                guard request.path.hasSuffix("/$batch") else { return .answer(403, body: Self.forbidden) }
                let parts = (1...2).map { #"{"id":"\#($0)","status":403,"body":\#(Self.forbidden)}"# }
                return .answer(200, body: #"{"responses":[\#(parts.joined(separator: ","))]}"#)
            })
        let reasons = Mutex<[Reason]>([])
        let tokens = Mutex(0)
        try await stage.run { stage in
            var failures: [Failure] = []
            if case .failed(let failure) = await stage.add() { failures.append(failure) }
            if case .failed(let failure) = await stage.remove() { failures.append(failure) }
            let batch = await stage.client.change(BatchTests.changes(2), trace: nil)
            for case .failed(let failure) in batch { failures.append(failure) }
            do throws(Failure) {
                _ = try await stage.client.membership(of: Fixtures.user, in: Fixtures.group, trace: nil)
            } catch {
                failures.append(error)
            }
            let found = failures.map(\.reason)
            reasons.withLock { $0 = found }
            tokens.withLock { $0 = stage.tokenRequests.count }
        }
        return (reasons.withLock(\.self), tokens.withLock(\.self))
    }

    @Test("what Graph refuses to it is not refused for good: each call fetches another token")
    func lacking() async throws {
        let (reasons, tokens) = try await reasons(["User.Read.All"])
        #expect(reasons == Array(repeating: .graphUnauthorized, count: 5))
        #expect(tokens == 4)
    }

    @Test("what Graph refuses to one that has it is refused for good")
    func having() async throws {
        let (reasons, tokens) = try await reasons(["GroupMember.ReadWrite.All"])
        #expect(reasons == Array(repeating: .graphForbidden, count: 5))
        #expect(tokens == 1)
    }

    @Test("and one that reads only, for changes alone")
    func reading() async throws {
        let (reasons, _) = try await reasons(["GroupMember.Read.All"])
        #expect(reasons == Array(repeating: .graphUnauthorized, count: 4) + [.graphForbidden])
    }

    @Test("isn't taken for one with which Graph is back")
    func probe() async throws {
        let stage = try Stage(
            token: { _ in Fixtures.tokenReply(Fixtures.token(roles: [])) }, graph: { _ in .answer(204) })
        try await stage.run { stage in
            let failure = await #expect(throws: Failure.self) { try await stage.client.requireWritableToken() }
            #expect(failure?.reason == .graphUnauthorized)
        }
    }
}
