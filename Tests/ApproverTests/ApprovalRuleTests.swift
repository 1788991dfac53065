import Domain
import Foundation
import TestSupport
import Testing

@testable import Approver

@Suite("Whether a plan may go on with the ticket's own approval")
struct ApprovalRuleTests {
    private func judge(_ risk: Risk, _ approvals: [Approval.Decision]) throws -> ApprovalRule.Verdict {
        try ApprovalRule.judge(RequestValidated(plan: Samples.plan(risk: risk), ticketApprovals: approvals))
    }

    @Test("A low risk does: whoever approved the ticket is the evidence, for exactly this plan")
    func low() throws {
        let plan = try Samples.plan()
        let second = Approval.Decision(
            approver: Samples.sysID, approverName: "Chen Cho", at: Samples.at, record: Samples.sysID)
        let verdict = try judge(.low, [Samples.decision, second])
        #expect(
            verdict
                == .approved(
                    Approval(source: .ticket, decisions: [Samples.decision, second], planDigest: plan.digest)))
    }

    @Test(
        "A higher risk waits for people, however many approved the ticket; so does a low one of which the policy asks it"
    )
    func waits() throws {
        for risk in Risk.allCases {
            var validated = try Samples.waiting(risk: risk)
            #expect(try ApprovalRule.judge(validated) == .waits)
            validated.ticketApprovals = Array(repeating: Samples.decision, count: 5)
            #expect(try ApprovalRule.judge(validated) == .waits)
        }
    }

    @Test("A higher risk whose plan names nobody who decides goes nowhere", arguments: [Risk.high, .privileged])
    func unanswerable(risk: Risk) {
        let failure = #expect(throws: Failure.self) { try judge(risk, [Samples.decision]) }
        #expect(failure?.reason == .policyNobodyCanApprove)
        #expect(failure?.kind == .permanent)
    }

    @Test("An emergency that ends goes on at once, and says so; one without an end waits")
    func emergency() throws {
        let now = try Samples.waiting(
            emergency: Emergency(reason: "the payroll stands still"), until: Samples.at + 14_400)
        guard case .approved(let approval) = try ApprovalRule.judge(now) else {
            Issue.record("it goes on")
            return
        }
        #expect(approval.source == .emergency)
        #expect(try Mandate(plan: now.plan, approval: approval).covers(Samples.key()))
        #expect(try ApprovalRule.judge(Samples.waiting(emergency: Emergency(reason: "x"))) == .waits)
    }

    @Test("None goes on, or waits, without anybody who approved the ticket", arguments: Risk.allCases)
    func nobody(risk: Risk) {
        let failure = #expect(throws: Failure.self) { try judge(risk, []) }
        #expect(failure?.reason == .approvalMissing)
        #expect(failure?.kind == .permanent)
    }

    @Test("What the rule approves is a mandate for that plan, and for no other; what waits is none (I5)")
    func mandate() throws {
        let plan = try Samples.plan()
        guard case .approved(let approval) = try judge(.low, [Samples.decision]) else {
            Issue.record("a low risk goes on")
            return
        }
        #expect(try Mandate(plan: plan, approval: approval).covers(Samples.key()))
        let others = [
            try Samples.plan(groups: [Samples.group, Samples.otherGroup]), try Samples.plan(action: .remove),
            try Samples.plan(ritm: try #require(RITMNumber("RITM0010002"))), try Samples.plan(risk: .high),
        ]
        for other in others {
            let failure = #expect(throws: Failure.self) { try Mandate(plan: other, approval: approval) }
            #expect(failure?.reason == .approvalMandateMismatch)
        }
        for risk in [Risk.high, .privileged] {
            let risky = try Samples.plan(risk: risk)
            let failure = #expect(throws: Failure.self) {
                try Mandate(plan: risky, approval: Samples.approval(of: risky))
            }
            #expect(failure?.reason == .approvalMandateMismatch)
        }
    }
}
