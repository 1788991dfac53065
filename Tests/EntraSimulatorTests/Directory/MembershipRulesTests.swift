import HTTPTypes
import OrderedCollections
import SimulatorKit
import Testing

@testable import EntraSimulator

@Suite("Membership rules")
struct MembershipRulesTests {
    private let rules = MembershipRules(options: BehaviourOptions())
    private let caller = Caller(applicationID: Sample.client, roles: Set(Sample.roles))

    private func directory() throws -> Directory {
        let seed = try Seed(Sample.seed())
        return Directory(users: seed.users, groups: seed.groups, deletedGroups: seed.deletedGroups)
    }

    /// A write that is refused, and how.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        let group: String
        var members = [Sample.ana]
        let status: Int
        let code: String
        let words: String

        var testDescription: String { name }

        static let additions = [
            Refusal(
                name: "already a member", group: Sample.plain, members: [Sample.ben], status: 400,
                code: "Request_BadRequest",
                words: "One or more added object references already exist for the following modified properties: "
                    + "'members'."),
            Refusal(
                name: "one of several is a member", group: Sample.plain, members: [Sample.ana, Sample.ben], status: 400,
                code: "Request_BadRequest", words: "added object references already exist"),
            Refusal(
                name: "no such person", group: Sample.plain, members: [Sample.missing], status: 404,
                code: "Request_ResourceNotFound",
                words: "Resource '\(Sample.missing)' does not exist or one of its queried reference-property objects "
                    + "are not present."),
            Refusal(
                name: "no such group", group: Sample.missing, status: 404, code: "Request_ResourceNotFound",
                words: "Resource '\(Sample.missing)' does not exist"),
            Refusal(
                name: "a deleted group", group: Sample.deleted, status: 404, code: "Request_ResourceNotFound",
                words: "Resource '\(Sample.deleted)' does not exist"),
            Refusal(
                name: "a dynamic group", group: Sample.dynamic, status: 403, code: "Authorization_RequestDenied",
                words: "Insufficient privileges to complete the operation."),
            Refusal(
                name: "a synced group", group: Sample.synced, status: 400, code: "Request_BadRequest",
                words: "Unable to update the specified properties for on-premises mastered Directory Sync objects or "
                    + "objects currently undergoing migration."),
            Refusal(
                name: "a mail-enabled group", group: Sample.mailEnabled, status: 400, code: "Request_BadRequest",
                words: "Cannot Update a mail-enabled security groups and or distribution list."),
            Refusal(
                name: "a role-assignable group", group: Sample.roleAssignable, status: 403,
                code: "Authorization_RequestDenied", words: "Insufficient privileges to complete the operation."),
            Refusal(
                name: "a group under restricted management", group: Sample.restricted, status: 403,
                code: "Authorization_RequestDenied", words: "restricted management administrative unit"),
            Refusal(
                name: "more than the quota", group: Sample.limited, members: [Sample.ana, Sample.cleo], status: 403,
                code: "Directory_QuotaExceeded",
                words: "Unable to perform operation as '3' would exceed the maximum quota count '2' for forward-link "
                    + "'members'."),
            Refusal(
                name: "near the quota even where one is in already", group: Sample.limited,
                members: [Sample.ana, Sample.ben], status: 403, code: "Directory_QuotaExceeded", words: "maximum quota"),
            Refusal(
                name: "the same person twice", group: Sample.plain, members: [Sample.ana, Sample.ana], status: 400,
                code: "Request_BadRequest", words: "can only be present once as an add/remove change."),
            Refusal(
                name: "a group in a Microsoft 365 group", group: Sample.unified, members: [Sample.plain], status: 400,
                code: "Request_BadRequest", words: "can't be a member"),
        ]
    }

    @Test("refuse additions with Graph's own texts", arguments: Refusal.additions)
    func refusals(refusal: Refusal) throws {
        let directory = try directory()
        let error = #expect(throws: GraphError.self) {
            try rules.additions(
                of: refusal.members.map(Sample.id), to: Sample.id(refusal.group), by: caller, primary: directory,
                replica: directory)
        }
        #expect(error?.status.code == refusal.status)
        #expect(error?.code == refusal.code)
        #expect(error?.message.contains(refusal.words) == true)
    }

    @Test("let people into plain and Microsoft 365 groups, and groups into security groups")
    func additions() throws {
        let directory = try directory()
        for (member, group) in [
            (Sample.ana, Sample.plain), (Sample.ana, Sample.unified), (Sample.nesting, Sample.plain),
            (Sample.cleo, Sample.plain), (Sample.ana, Sample.limited),
        ] {
            let changes = try rules.additions(
                of: [Sample.id(member)], to: Sample.id(group), by: caller, primary: directory, replica: directory)
            #expect(changes == [.memberAdded(group: Sample.id(group), member: Sample.id(member))])
        }
    }

    @Test("let an app with the role change a role-assignable group")
    func roleAssignable() throws {
        let directory = try directory()
        let caller = Caller(applicationID: Sample.client, roles: ["RoleManagement.ReadWrite.Directory"])
        #expect(throws: Never.self) {
            try rules.additions(
                of: [Sample.id(Sample.ana)], to: Sample.id(Sample.roleAssignable), by: caller, primary: directory,
                replica: directory)
        }
    }

    @Test("say so when the replica does not know the group yet")
    func notReplicated() throws {
        var primary = try directory()
        let replica = primary
        let group = DirectoryGroup(id: Sample.id(Sample.missing), properties: ["securityEnabled": true])
        primary.apply(.groupCreated(group))
        let error = #expect(throws: GraphError.self) {
            try rules.additions(
                of: [Sample.id(Sample.ana)], to: group.id, by: caller, primary: primary, replica: replica)
        }
        #expect(error == .notReplicated)
    }

    @Test("tell a member that was never there from one that the replica still shows")
    func removals() throws {
        let replica = try directory()
        var primary = replica
        let group = Sample.id(Sample.plain)
        let ben = Sample.id(Sample.ben)
        #expect(
            try rules.removal(of: ben, from: group, by: caller, primary: primary, replica: replica)
                == .memberRemoved(group: group, member: ben))
        primary.apply(.memberRemoved(group: group, member: ben))
        let stale = #expect(throws: GraphError.self) {
            try rules.removal(of: ben, from: group, by: caller, primary: primary, replica: replica)
        }
        #expect(stale == .justRemoved)
        let fresh = #expect(throws: GraphError.self) {
            try rules.removal(of: ben, from: group, by: caller, primary: primary, replica: primary)
        }
        #expect(fresh == .notFound(Sample.ben))
    }
}
