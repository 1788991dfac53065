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
    private func inquiry(reason: String?, onRecord client: String? = nil) -> Inquiry {
        Inquiry().with { inquiry in
            inquiry.item.intents = IntentRule(
                entitlementVariable: inquiry.item.entitlementVariables[0], reasonVariable: "why")
            inquiry.ticket.variables?["why"] = reason
            inquiry.ticket.hidesVariables = reason == nil
            inquiry.ticket.proposedBy = client
        }
    }

    @Test("makes a ticket a proposed one, whose risk is never low, and which somebody has to approve")
    func proposed() throws {
        let plan = try #require(inquiry(reason: "because \(mark)").plan)
        #expect(plan.proposedBy == "triage-agent")
        #expect(plan.risk == .high)
        #expect(plan.approvals != nil)
        let ordinary = try #require(inquiry(reason: "because").plan)
        #expect(ordinary.proposedBy == nil)
        #expect(ordinary.risk == .low)
    }

    @Test("is no proof: whoever wrote it still has to be known, as they must not approve it (I8)")
    func forged() {
        let forged = inquiry(reason: "because \(mark)").with { $0.isAskedByBen(.missing) }
        #expect(forged.reason == .directoryRequesterMissing)
        let known = inquiry(reason: "because \(mark)").with { $0.isAskedByBen() }
        #expect(known.plan?.requester?.id == Inquiry.other().id)
        // What Landfall has ordered itself is another matter.
        let ordered = inquiry(reason: "because \(mark)", onRecord: "triage-agent").with { $0.isAskedByBen(.missing) }
        #expect(ordered.plan?.proposedBy == "triage-agent")
    }

    @Test("that may not be read is not taken for none")
    func hidden() throws {
        #expect(inquiry(reason: nil).reason == .serviceNowItemUnreadable)
    }
}
