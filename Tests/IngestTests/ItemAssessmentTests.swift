import Domain
import Foundation
import ServiceNow
import TestSupport
import Testing

@testable import Ingest

@Suite("What becomes of an item that a hint pointed at")
struct ItemAssessmentTests {
    /// An item as the connector reads it.
    private func item(_ changes: [String: String] = [:]) async throws -> RequestItem {
        let instance = ScriptedInstance()
        instance.add(Samples.itemRow().merging(changes) { $1 }, to: "sc_req_item")
        return try await ScriptedInstance.with({ instance.reply(to: $0) }) { client, _ in
            try #require(try await client.requestItem(Samples.sysID))
        }
    }

    @Test("An item that is approved and open is received, however late it was found")
    func received() async throws {
        let item = try await item()
        for looks in [1, ItemAssessment.maximumLooks, 100] {
            #expect(ItemAssessment.assess(item, looks: looks) == .receive(Samples.ticket))
        }
    }

    @Test(
        "An item that isn't approved is set aside, with what it is instead",
        arguments: ["requested", "not requested", "rejected", "cancelled", ""])
    func unapproved(approval: String) async throws {
        let assessment = ItemAssessment.assess(try await item(["approval": approval]), looks: 1)
        #expect(assessment == .setAside("not approved (\(approval))"))
    }

    @Test("An item that is closed is set aside, approved or not", arguments: ["approved", "rejected"])
    func closed(approval: String) async throws {
        let item = try await item(["active": "false", "state": "3", "approval": approval])
        #expect(ItemAssessment.assess(item, looks: 1) == .setAside("closed (state 3)"))
    }

    @Test("An item that isn't there is looked for again, ever more seldom, and then set aside")
    func gone() {
        let waits = (1..<ItemAssessment.maximumLooks).map { looks -> Duration? in
            if case .lookAgain(let delay, Reason.serviceNowRecordGone.rawValue) = ItemAssessment.assess(
                nil, looks: looks)
            {
                delay
            } else {
                nil
            }
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 64].map { .seconds($0) })
        for looks in [ItemAssessment.maximumLooks, 1_000] {
            #expect(ItemAssessment.assess(nil, looks: looks) == .setAside(Reason.serviceNowRecordGone.rawValue))
        }
    }
}
