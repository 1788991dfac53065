import Domain
import Fleet
import Foundation
import TestSupport
import Testing

@testable import Validator

@Suite("What a decision reads")
struct CallCountTests {
    static let groups = (1...10).map { number in
        GroupID("b0000000-0000-4000-8000-0000000001" + (number < 10 ? "0" : "") + "\(number)")!
    }

    private func calls(_ bench: Bench) -> (serviceNow: Int, graph: Int) {
        let requests = bench.servers.map { $0.requests.map(\.path) }
        return (
            requests[0].count { $0.hasPrefix("/api/now/") }, requests[1].count { $0.hasPrefix("/v1.0/") }
        )
    }

    /// A policy with ten entitlements, each of which stands in conflict with another.
    private func policy() throws -> PolicyFile {
        let entitlements = Self.groups.enumerated().map { index, group in
            """
                  - name: e\(index)
                    group: \(group)
                    group_name: G\(index)
                    risk: low
                    owner: { name: Finance applications, assignment_group: \(Bench.owner) }
                    conflicts_with: [other]
            """
        }.joined(separator: "\n")
        let text = """
            version: 1
            catalog_items:
              - name: Application access
                sys_id: \(Samples.catalogItem)
                entitlement_variables: [entitlement]
                on_partial_failure: roll_back
                requesters: { who: [manager], members_of: [\(ScriptedDirectory.owners)] }
                entitlements:
            \(entitlements)
                  - name: other
                    group: \(Samples.otherGroup)
                    group_name: APP-GROUP-2
                    risk: low
                    owner: { name: Finance applications, assignment_group: \(Bench.owner) }
            """
        return try PolicyFile(data: Data(text.utf8))
    }

    private func bench(_ names: String, _ body: (Bench) async throws -> Void) async throws {
        let instance = Bench.instance(names)
        instance.change("sc_req_item", where: "sys_id", is: Samples.sysID.description) { row in
            row["opened_by"] = "a1000000000000000000000000000002"
            row["opened_by.user_name"] = "ben@contoso.example"
        }
        try await Bench.with(instance, policy: try policy()) { (bench) async throws in
            bench.directory.change { contents in
                for (index, group) in Self.groups.enumerated() {
                    contents.groups[group] = ScriptedDirectory.Group(name: "G\(index)")
                }
                contents.users.append(
                    ScriptedDirectory.User(
                        id: ScriptedDirectory.boss, name: "ben@contoso.example", displayName: "Ben", mail: nil,
                        employeeID: nil, manager: nil))
                contents.memberships[ScriptedDirectory.boss] = [ScriptedDirectory.owners]
            }
            try await body(bench)
        }
    }

    @Test("is at most four calls to ServiceNow and five to Graph for one entitlement, whatever there is to look at")
    func one() async throws {
        try await bench("e0") { (bench) async throws in
            let plan = try await bench.validated().plan
            #expect(plan.requester?.id == ScriptedDirectory.boss)
            #expect(calls(bench) == (4, 2))
        }
        // The most: a group that is gone, and people to be looked at in every way.
        try await bench("e0") { (bench) async throws in
            bench.directory.change { $0.groups[Self.groups[0]] = nil }
            #expect(try await bench.blocked().failure.reason == .directoryGroupMissing)
            #expect(calls(bench) == (4, 2))
        }
    }

    @Test("is no more for ten entitlements than for one")
    func ten() async throws {
        let names = (0..<10).map { "e\($0)" }.joined(separator: ",")
        try await bench(names) { (bench) async throws in
            #expect(try await bench.validated().plan.operations.count == 10)
            #expect(calls(bench) == (4, 2))
        }
        try await bench(names) { (bench) async throws in
            bench.directory.change { contents in for group in Self.groups { contents.groups[group] = nil } }
            #expect(try await bench.blocked().failure.reason == .directoryGroupMissing)
            #expect(calls(bench) == (4, 3), "twenty lookups and two questions")
        }
    }

    @Test("is nothing of Graph's where the ticket itself is reason enough to block")
    func blocked() async throws {
        try await bench("e0,everything") { (bench) async throws in
            #expect(try await bench.blocked().failure.reason == .policyNotAllowlisted)
            #expect(calls(bench) == (4, 0))
        }
    }

    @Test("is one call to Graph where there is nothing to look up further")
    func least() async throws {
        try await Bench.with { (bench) async throws in
            _ = try await bench.validated()
            #expect(calls(bench) == (4, 1))
        }
    }

    @Test("finds people by the policy's road, and nobody by another")
    func roads() async throws {
        for road in ["mail", "employee_id"] {
            try await Bench.with(policy: try Bench.policy(top: "identity: \(road)")) { (bench) async throws in
                bench.directory.change { $0.users[0].name = "ana.alvarez@other.example" }
                #expect(try await bench.validated().plan.beneficiary.userPrincipalName == "ana.alvarez@other.example")
            }
            try await Bench.with(policy: try Bench.policy(top: "identity: \(road)")) { (bench) async throws in
                bench.directory.change { contents in
                    var twin = contents.users[0]
                    twin.id = ScriptedDirectory.boss
                    contents.users.append(twin)
                }
                #expect(try await bench.blocked().failure.reason == .directoryUserAmbiguous)
            }
        }
        try await Bench.with { (bench) async throws in
            bench.directory.change { $0.users[0].name = "ana.alvarez@other.example" }
            #expect(try await bench.blocked().failure.reason == .directoryUserMissing)
        }
    }

    @Test("takes what a multi-row set says for asked for, and what it hides for unreadable")
    func multiRow() async throws {
        func instance() -> ScriptedInstance {
            let instance = Bench.instance("first")
            instance.add(Samples.variableRow("", ""), to: "sc_item_option_mtom")
            instance.add(Samples.cellRow("entitlements", "second"), to: "sc_multi_row_question_answer")
            return instance
        }
        try await Bench.with(instance()) { (bench) async throws in
            #expect(try await bench.validated().plan.operations.map(\.entitlement) == ["first", "second"])
        }
        let hidden = instance()
        hidden.change("sc_multi_row_question_answer", where: "value", is: "second") { $0[ScriptedInstance.hidden] = "" }
        try await Bench.with(hidden) { (bench) async throws in
            let blocked = try await bench.blocked()
            #expect(blocked.failure.reason == .serviceNowItemUnreadable)
            #expect(blocked.failure.detail.contains("sc_multi_row_question_answer"))
        }
    }
}
