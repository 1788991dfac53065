import Domain
import Fleet
import Foundation
import ServiceNow
import TestSupport
import Testing

@testable import Validator

@Suite("Whether a ticket may be acted on")
struct TicketCheckTests {
    private func facts(
        _ changes: ScriptedInstance.Row = [:], variables: [String: String]? = ["entitlement": "first"],
        approvals: [Approval.Decision] = [Samples.decision]
    ) async throws -> TicketFacts {
        let instance = ScriptedInstance()
        instance.add(Samples.itemRow().merging(changes) { $1 }, to: "sc_req_item")
        return try await ScriptedInstance.with({ instance.reply(to: $0) }) { client, _ in
            TicketFacts(
                item: try #require(try await client.requestItem(Samples.sysID)), variables: variables,
                approvals: approvals)
        }
    }

    private func check(_ facts: TicketFacts) throws -> TicketCheck {
        try TicketCheck(facts, policy: Bench.policy().policy, now: Samples.at)
    }

    private func reason(_ facts: TicketFacts) throws -> Reason? {
        do {
            _ = try check(facts)
            return nil
        } catch let failure as Failure {
            return failure.reason
        }
    }

    @Test("An approved, open ticket with an approver asks for what its variables name, for its person")
    func passes() async throws {
        let check = try check(
            try await facts(variables: ["entitlements": "second,first", "entitlement": "first", "other": "everything"]))
        #expect(check.entitlements.map(\.name) == ["first", "second"])
        #expect(check.userName == "ana@contoso.example")
        #expect(check.item.sysID == Samples.catalogItem)
    }

    @Test("Without an approver on record no ticket passes, whatever its own field says")
    func approver() async throws {
        #expect(try reason(try await facts(approvals: [])) == .approvalMissing)
        for approval in ["requested", "rejected", "not requested", "Approved", ""] {
            #expect(try reason(try await facts(["approval": approval])) == .approvalMissing)
        }
    }

    @Test("A closed ticket is closed before it is anything else")
    func closed() async throws {
        let facts = try await facts(
            ["active": "false", "approval": "rejected", "cat_item": ""], variables: nil, approvals: [])
        #expect(try reason(facts) == .serviceNowItemClosed)
    }

    @Test("What isn't to be read is not taken for what isn't there")
    func unreadable() async throws {
        #expect(try reason(try await facts(variables: nil)) == .serviceNowItemUnreadable)
        #expect(try reason(try await facts(variables: [:])) == .policyNothingRequested)
        #expect(try reason(try await facts(["cat_item": ""])) == .serviceNowItemUnreadable)
        #expect(try reason(try await facts(["requested_for": ""])) == .serviceNowItemUnreadable)
    }
}
