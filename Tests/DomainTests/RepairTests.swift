import Domain
import Foundation
import Testing

@Suite("What comes of it that access was removed outside, where the policy says that it is put back")
struct RepairTests {
    private static func decide(
        isOpen: Bool = true, isBegun: Bool = false, end: RunSettlement? = .landed, isSuperseded: Bool = false,
        isOver: Bool = false, isWithdrawn: Bool = false, repairs: Int = 0
    ) -> RepairDecision {
        .decide(
            isOpen: isOpen, isBegun: isBegun, end: end, isSuperseded: isSuperseded, isOver: isOver,
            isWithdrawn: isWithdrawn, repairs: repairs)
    }

    @Test("a run that has landed is started once more: once for each drift, and so often in all")
    func begins() {
        #expect(Self.decide() == .begin)
        #expect(Self.decide(isOpen: false, isBegun: true, end: nil) == .isBegun)
        #expect(Self.decide(repairs: RepairDecision.limit - 1) == .begin)
        #expect(Self.decide(repairs: RepairDecision.limit) == .leave(.tooOften))
    }

    @Test("one that is under way is waited for; what it has come to otherwise stays as it is")
    func leaves() {
        #expect(Self.decide(end: nil) == .wait && Self.decide(end: .underWay) == .wait)
        #expect(Self.decide(end: .reverted) == .leave(.notLanded) && Self.decide(end: .stuck) == .leave(.notLanded))
        #expect(Self.decide(isOpen: false) == .leave(.settled))
        #expect(Self.decide(isSuperseded: true) == .leave(.superseded))
        #expect(Self.decide(isOver: true) == .leave(.over))
        for end in [nil, RunSettlement.landed, .reverted] {
            #expect(Self.decide(end: end, isWithdrawn: true) == .leave(.withdrawn))
        }
    }

    @Test("a person's wish to take the run back isn't taken for begun where the policy has taken its start")
    func rollback() {
        func decide(_ asked: Int, _ end: RunSettlement?, isRepair: Bool) -> RollbackDecision {
            .decide(asked: asked, current: 2, end: end, isSuperseded: false, isRepair: isRepair)
        }
        #expect(decide(2, nil, isRepair: true) == .refuse(.underWay))
        #expect(decide(2, .landed, isRepair: true) == .refuse(.noSuchEnd))
        #expect(decide(2, nil, isRepair: false) == .isBegun && decide(3, .landed, isRepair: false) == .begin)
    }

    @Test("the rule is part of what is approved, and old plans stay what they were")
    func plans() throws {
        let plan = Samples.plan()
        #expect(plan.onDrift == .report)
        #expect(!String(decoding: try JSONEncoder().encode(plan), as: UTF8.self).contains("on_drift"))
        let repairing = try Plan(
            ticket: plan.ticket, beneficiary: plan.beneficiary, operations: plan.operations, risk: plan.risk,
            onPartialFailure: plan.onPartialFailure, policyVersion: plan.policyVersion, onDrift: .repair)
        #expect(repairing.digest != plan.digest)
        let decoded = try JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(repairing))
        #expect(decoded == repairing && decoded.onDrift == .repair)
    }

    @Test("the start that puts it back says who, why and what; an older one is for the whole run")
    func start() throws {
        let repair = RunRetry.repair([Samples.key], start: 2, foundAt: Samples.at)
        #expect(repair.askedBy == "the policy" && repair.askedAt == Samples.at && repair.start == 2)
        #expect(repair.reason?.contains(Timestamp.text(of: Samples.at)) == true)
        #expect(repair.concerns(Samples.key) && !repair.concerns(Samples.otherOperation.key))
        #expect(try JSONDecoder().decode(RunRetry.self, from: JSONEncoder().encode(repair)) == repair)
        let old = try JSONEncoder().encode(Samples.retry)
        #expect(!String(decoding: old, as: UTF8.self).contains("repairs"))
        let read = try JSONDecoder().decode(RunRetry.self, from: old)
        #expect(read.repairs == nil && read.concerns(Samples.key))
    }
}
