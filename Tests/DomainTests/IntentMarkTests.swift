import Domain
import Foundation
import Testing

@Suite("The mark of what an automation ordered")
struct IntentMarkTests {
    private let mark = IntentMark(
        intent: UUID(uuidString: "6F1C0000-0000-4000-8000-000000000001")!, client: "triage-agent")

    @Test("is found again in the text that it stands in")
    func found() {
        let text = "[landfall intent 6f1c0000-0000-4000-8000-000000000001 by triage-agent]"
        #expect(mark.description == text)
        #expect(IntentMark(in: text) == mark)
        #expect(IntentMark(in: "Proposed by triage-agent: why \(text) and more") == mark)
        #expect(IntentMark(in: "[landfall intent broken] \(text)") == mark)
    }

    @Test(
        "is in no other text",
        arguments: [
            "", "landfall intent", "[landfall intent 6f1c by x]",
            "[landfall intent 6f1c0000-0000-4000-8000-000000000001 by X]",
            "[landfall intent 6f1c0000-0000-4000-8000-000000000001 by a b]",
            "[landfall intent 6f1c0000-0000-4000-8000-000000000001 of a]",
            "[landfall intent 6f1c0000-0000-4000-8000-000000000001 by a",
        ])
    func absent(_ text: String) {
        #expect(IntentMark(in: text) == nil)
    }

    /// A ticket whose item automations may ask for, with this reason; nil: it is hidden.
    private func reading(reason: String?) throws -> (RequestReading, Policy) {
        let item = CatalogItem(
            name: "Application access", sysID: SysID("c1")!, entitlementVariables: ["entitlement"],
            onPartialFailure: .rollBack,
            entitlements: [
                Entitlement(
                    name: "READERS", group: GroupID("b1000000-0000-4000-8000-000000000001")!, groupName: "READERS",
                    risk: .low,
                    owner: .init(
                        name: "Owners", assignmentGroup: SysID("d2")!,
                        group: GroupID("b1000000-0000-4000-8000-000000000009")!))
            ], intents: IntentRule(entitlementVariable: "entitlement", reasonVariable: "why"))
        let policy = Policy(catalogItems: [item])
        let user = TicketRecord.User(sysID: SysID("e1")!, userName: "svc.landfall")
        var variables = ["entitlement": "READERS"]
        variables["why"] = reason
        let record = TicketRecord(
            ticket: Ticket(sysID: SysID("aa")!, number: RITMNumber("RITM0010001")!), isActive: true, state: "1",
            approval: "approved", catalogItem: item.sysID,
            requestedFor: .init(sysID: SysID("e2")!, userName: "ana@contoso.example"), openedBy: user,
            variables: variables, hidesVariables: reason == nil,
            approvals: [
                .init(
                    approver: SysID("e3")!, approverName: "Ben", at: Date(timeIntervalSince1970: 0),
                    record: SysID("f1")!)
            ])
        return (try RequestReading(record, policy: policy, now: Date(timeIntervalSince1970: 1)), policy)
    }

    @Test("makes a ticket a proposed one, whose risk is never low, and which somebody has to approve")
    func proposed() throws {
        for (reason, client) in [("because \(mark)", "triage-agent"), ("because", nil)] {
            let (reading, policy) = try reading(reason: reason)
            #expect(reading.proposedBy == client)
            let user = DirectoryUser(
                id: UserID("a1000000-0000-4000-8000-000000000001")!, userPrincipalName: "ana@contoso.example",
                displayName: "Ana", accountEnabled: true)
            let group = DirectoryGroup(
                id: reading.groups[0], displayName: "READERS", groupTypes: [], securityEnabled: true,
                mailEnabled: false, onPremisesSyncEnabled: nil, isAssignableToRole: nil)
            // The one who opened it is nobody in Entra: of a person's ticket of higher risk that would be a reason to block.
            let facts = DirectoryFacts(
                beneficiary: .found(user), requester: .missing, groups: [group.id: .found(group)])
            let plan = try RequestDecision(reading, facts: facts, policy: policy, policyVersion: "1").plan
            #expect(plan.proposedBy == client)
            #expect(plan.risk == (client == nil ? .low : .high))
            #expect((plan.approvals == nil) == (client == nil))
        }
    }

    @Test("that may not be read is not taken for none")
    func hidden() throws {
        let block = #expect(throws: RequestBlock.self) { try reading(reason: nil) }
        #expect(block?.failure.reason == .serviceNowItemUnreadable)
    }
}
