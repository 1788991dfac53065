import Domain
import Foundation
import Testing

@Suite("A run whose request was withdrawn")
struct WithdrawalTests {
    private typealias Standing = RunSettlement.Standing

    private func decide(
        _ operations: [Standing], end: RunSettlement? = nil, direction: RunDirection = .forward,
        isRollback: Bool = false, rule: PartialFailureRule = .rollBack, kind: RequestWithdrawal.Kind = .cancelled,
        isSuperseded: Bool = false
    ) -> WithdrawalDecision {
        WithdrawalDecision.decide(
            end: end, direction, isRollback: isRollback, operations, rule: rule, kind: kind, isSuperseded: isSuperseded)
    }

    @Test(
        "is taken back as far as it has come, however its ticket was found", arguments: RequestWithdrawal.Kind.allCases)
    func underWay(kind: RequestWithdrawal.Kind) {
        for state in [OperationState.planned, .satisfied, .applied, .verified, .refused] {
            let operations = [Standing(state, isOurChange: state == .applied), Standing(.planned)]
            #expect(decide(operations, kind: kind) == .takeBack)
        }
    }

    @Test("but not before it is known what came of a call")
    func unclear() {
        for rule in PartialFailureRule.allCases {
            #expect(decide([Standing(.verified, isOurChange: true), Standing(.intended)], rule: rule) == .wait)
        }
    }

    @Test("ends with what it has changed where the policy says so, and has nothing to keep where it changed nothing")
    func kept() {
        #expect(decide([Standing(.applied, isOurChange: true), Standing(.planned)], rule: .keep) == .stop)
        #expect(decide([Standing(.verified, isOurChange: true)], rule: .keep) == .stop)
        #expect(decide([Standing(.verified), Standing(.planned)], rule: .keep) == .takeBack)
    }

    @Test("is left alone where it is on its way back, or was taken back")
    func back() {
        let operations = [Standing(.reverting, isOurChange: true)]
        #expect(decide(operations, direction: .back) == .leave)
        #expect(decide(operations, end: .reverted, direction: .back) == .leave)
        // What could not be taken back isn't tried again each time that the message comes.
        #expect(decide(operations, end: .stuck, direction: .back, isRollback: true) == .leave)
    }

    @Test("is taken back after it landed, unless its ticket is closed as complete, or others rely on it")
    func landed() {
        let operations = [Standing(.verified, isOurChange: true)]
        for end in [RunSettlement.landed, .stuck] {
            #expect(decide(operations, end: end) == .takeBack)
            #expect(decide(operations, end: end, kind: .approvalWithdrawn) == .takeBack)
            #expect(decide(operations, end: end, kind: .closedComplete) == .leave)
            #expect(decide(operations, end: end, rule: .keep) == .leave)
            #expect(decide(operations, end: end, isSuperseded: true) == .refuse(.superseded))
        }
    }

    @Test("says who and why: the ticket's last change, as far as it is known")
    func rollback() {
        let known = Samples.withdrawal.rollback(start: 2)
        #expect(known.start == 2 && known.askedBy == "ana in ServiceNow" && known.askedAt == Samples.withdrawal.seenAt)
        var unknown = Samples.withdrawal
        unknown.changedBy = nil
        #expect(unknown.rollback(start: 3).askedBy == "ServiceNow")
        let sentences = RequestWithdrawal.Kind.allCases.map { kind in
            RequestWithdrawal(kind: kind, state: "7", approval: "rejected", changedBy: nil, seenAt: Samples.at).sentence
        }
        #expect(Set(sentences).count == sentences.count)
    }

    @Test("may be kept by a plan of its own: the rule is part of what is approved, and old plans stay what they were")
    func plans() throws {
        let plan = Samples.plan()
        #expect(plan.onWithdrawal == .rollBack)
        let keeping = try Plan(
            ticket: plan.ticket, beneficiary: plan.beneficiary, operations: plan.operations, risk: plan.risk,
            onPartialFailure: plan.onPartialFailure, onWithdrawal: .keep, policyVersion: plan.policyVersion)
        #expect(keeping.digest != plan.digest)
        let decoded = try JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(keeping))
        #expect(decoded == keeping && decoded.onWithdrawal == .keep)
    }
}
