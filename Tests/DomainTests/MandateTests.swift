import Domain
import Testing

@Suite("No change without a mandate (I5)")
struct MandateTests {
    @Test("a plan of low risk and the ticket's approval of exactly that plan make a mandate for its keys only")
    func mandate() throws {
        let plan = Samples.plan()
        let mandate = try Mandate(plan: plan, approval: Samples.approval(of: plan))
        #expect(mandate.covers(Samples.key))
        #expect(mandate.covers(Samples.otherKey))
        let others = [
            OperationKey(ritm: Samples.ritm, user: Samples.user, group: Samples.group, action: .remove),
            OperationKey(ritm: Samples.ritm, user: Samples.otherUser, group: Samples.group, action: .add),
            OperationKey(ritm: Samples.otherRITM, user: Samples.user, group: Samples.group, action: .add),
            OperationKey(
                ritm: Samples.ritm, user: Samples.user, group: GroupID("b0000000-0000-4000-8000-000000000009")!,
                action: .add),
        ]
        for key in others { #expect(!mandate.covers(key)) }
    }

    @Test("an approval of another plan is none")
    func anotherPlan() {
        let other = Samples.plan(operations: [Samples.operation])
        for digest in [other.digest, "", Samples.plan().digest.uppercased(), String(Samples.plan().digest.dropLast())] {
            var approval = Samples.approval()
            approval.planDigest = digest
            let failure = #expect(throws: Failure.self) { try Mandate(plan: Samples.plan(), approval: approval) }
            #expect(failure?.reason == .approvalMandateMismatch)
        }
    }

    @Test("an approval by nobody is none")
    func nobody() {
        var approval = Samples.approval()
        approval.decisions = []
        let failure = #expect(throws: Failure.self) { try Mandate(plan: Samples.plan(), approval: approval) }
        #expect(failure?.reason == .approvalMissing)
    }

    @Test("the ticket's own approval is not enough for more than low risk", arguments: [Risk.high, .privileged])
    func risk(_ risk: Risk) {
        let plan = Samples.plan(risk: risk)
        let failure = #expect(throws: Failure.self) { try Mandate(plan: plan, approval: Samples.approval(of: plan)) }
        #expect(failure?.reason == .approvalMandateMismatch)
        #expect(failure?.detail.contains(risk.rawValue) == true)
    }

    @Test("risks are ordered by the harm that they could do")
    func order() {
        #expect([Risk.privileged, .low, .high].sorted() == [.low, .high, .privileged])
        #expect(Risk.allCases.max() == .privileged)
    }

    @Test("the approval of a plan with an end is the approval of the removal, of exactly what the plan adds")
    func ending() throws {
        let plan = Samples.planWithEnd
        let removal = Samples.key.opposite
        let mandate = try Mandate(plan: plan, approval: Samples.approval(of: plan), ending: removal)
        #expect(mandate.operations == [Samples.removal])
        #expect(mandate.covers(removal))
        #expect(!mandate.covers(Samples.key) && !mandate.covers(Samples.otherKey.opposite))
        #expect(mandate.purpose == .end && mandate.onPartialFailure == .keep)
        #expect(mandate.run != plan.run)
        // The plan itself is not removed by its own mandate.
        let granting = try Mandate(plan: plan, approval: Samples.approval(of: plan))
        #expect(!granting.covers(removal))
        #expect(granting.purpose == .plan && granting.run == plan.run)
        #expect(granting.onPartialFailure == plan.onPartialFailure)
    }

    @Test("nothing else can be ended")
    func nothingElseEnds() {
        let plan = Samples.planWithEnd
        func reason(_ plan: Plan, _ key: OperationKey, _ approval: Approval) -> Reason? {
            do throws(Failure) {
                _ = try Mandate(plan: plan, approval: approval, ending: key)
                return nil
            } catch {
                return error.reason
            }
        }
        let removal = Samples.key.opposite
        #expect(reason(plan, removal, Samples.approval(of: plan)) == nil)
        // A plan without an end; another plan's approval; nobody's.
        #expect(reason(Samples.plan(), removal, Samples.approval()) == .approvalMandateMismatch)
        #expect(reason(plan, removal, Samples.approval()) == .approvalMandateMismatch)
        var nobody = Samples.approval(of: plan)
        nobody.decisions = []
        #expect(reason(plan, removal, nobody) == .approvalMissing)
        // An addition; another group's, person's or ticket's removal.
        for key in [
            Samples.key,
            OperationKey(ritm: Samples.ritm, user: Samples.otherUser, group: Samples.group, action: .remove),
            OperationKey(ritm: Samples.otherRITM, user: Samples.user, group: Samples.group, action: .remove),
            OperationKey(
                ritm: Samples.ritm, user: Samples.user, group: GroupID("b0000000-0000-4000-8000-000000000009")!,
                action: .remove),
        ] { #expect(reason(plan, key, Samples.approval(of: plan)) == .approvalMandateMismatch) }
    }
}
