import Domain
import Foundation
import Testing

/// Random numbers that a seed repeats (SplitMix64).
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

@Suite("Whatever the policy, the ticket and the facts")
struct ValidationPropertyTests {
    @Test(
        "no plan has an operation outside the allow-list, and its risk is that of its riskiest part (I5)",
        arguments: 1...40)
    func plans(seed: UInt64) throws {
        var random = Seeded(state: seed)
        var (planned, blocked) = (0, 0)
        for _ in 1...100 {
            let inquiry = Self.inquiry(&random)
            switch inquiry.result {
            case .success(let decision):
                planned += 1
                Self.check(decision, inquiry)
            case .failure(let block):
                blocked += 1
                #expect(block.failure.kind == .permanent)
                #expect(block.findings.last?.reason == block.failure.reason)
                #expect(!block.failure.detail.isEmpty)
            }
        }
        #expect(planned > 0 && blocked > 0, "the seed shows both: \(planned), \(blocked)")
    }

    private static func check(_ decision: RequestDecision, _ inquiry: Inquiry) {
        let plan = decision.plan
        let listed = Dictionary(
            uniqueKeysWithValues: (inquiry.policy[inquiry.ticket.catalogItem!]?.entitlements ?? []).map {
                ($0.name, $0)
            })
        var asked: Set<String> = []
        for variable in inquiry.item.entitlementVariables {
            asked.formUnion((inquiry.ticket.variables?[variable] ?? "").split(separator: ",").map(String.init))
        }
        // Exactly what was asked for, each part to the group that the policy says, for the person of the ticket.
        #expect(Set(plan.operations.map(\.entitlement)) == asked)
        for operation in plan.operations {
            let entitlement = listed[operation.entitlement]
            #expect(entitlement?.group == operation.key.group)
            #expect(operation.key.action == .add)
            #expect(operation.key.user == inquiry.facts.beneficiary.user?.id)
            #expect(operation.key.ritm == inquiry.ticket.ticket.number)
            #expect(plan.risk >= entitlement?.risk ?? .privileged)
            if let entitlement {
                let other = entitlement.conflictsWith.compactMap { listed[$0]?.group }
                #expect(
                    inquiry.facts.memberOf.isDisjoint(with: other) && inquiry.facts.onTheWay.isDisjoint(with: other))
            }
        }
        #expect(inquiry.facts.beneficiary.user?.accountEnabled == true)
        #expect(inquiry.ticket.proposedBy == nil || plan.risk > .low)
        #expect(plan.risk == .low || plan.approvals?.stages.isEmpty == false, "somebody decides")
        #expect(
            plan.risk == .low || plan.requester?.id != nil || inquiry.ticket.proposedBy != nil, "who asked is known")
        #expect(decision.findings.allSatisfy { $0.reason == nil })
    }

    // MARK: - By chance

    private static func group(_ number: Int) -> GroupID {
        GroupID("b0000000-0000-4000-8000-00000000010\(number)")!
    }

    private static func inquiry(_ random: inout Seeded) -> Inquiry {
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        var inquiry = Inquiry()
        let count = Int.random(in: 1...6, using: &random)
        inquiry.item.entitlements = (0..<count).map { number in
            var entitlement = Entitlement(
                name: "e\(number)", group: group(number), groupName: "G\(number)",
                risk: chance(50) ? .low : Risk.allCases.randomElement(using: &random)!, owner: Samples.owner)
            entitlement.owner.group = chance(90) ? Inquiry.approvers : nil
            if chance(20) { entitlement.eligible = Eligibility(departments: [chance(70) ? "Finance" : "Sales"]) }
            if chance(15), count > 1 {
                entitlement.conflictsWith = ["e\(Int.random(in: 0..<count, using: &random))"].filter {
                    $0 != entitlement.name
                }
            }
            if chance(10) {
                entitlement.approvalStages = [ApprovalStage(name: "Manager", approvers: ApproverPool(manager: true))]
            }
            return entitlement
        }
        if chance(30) {
            inquiry.item.requesters = RequesterRule(
                who: RequesterRule.Kind.allCases.filter { _ in chance(50) },
                membersOf: chance(50) ? [Inquiry.askers] : [])
        }
        let names = (0..<count + 1).filter { _ in chance(40) }.map { "e\($0)" }
        inquiry.ticket.variables = ["access": names.joined(separator: ","), "more_access": chance(20) ? "e0" : ""]
        if chance(10) { inquiry.ticket.variables?["access"] = nil }
        inquiry.ticket.hidesVariables = chance(10)
        inquiry.ticket.isActive = chance(97)
        inquiry.ticket.proposedBy = chance(10) ? "agent" : nil
        if chance(40) {
            let finding: [PersonFinding?] = [.found(Inquiry.other()), .missing, .ambiguous(2), nil]
            inquiry.isAskedByBen(finding.randomElement(using: &random)!)
        }
        let people: [PersonFinding] = [.missing, .ambiguous(2), .found(Inquiry.user { $0.accountEnabled = false })]
        if chance(10) { inquiry.facts.beneficiary = people.randomElement(using: &random)! }
        inquiry.facts.groups = [:]
        for number in 0..<count where chance(97) {
            inquiry.facts.groups[group(number)] = .found(
                DirectoryGroup(
                    id: group(number), displayName: chance(98) ? "G\(number)" : "other", groupTypes: [],
                    securityEnabled: true, mailEnabled: false, onPremisesSyncEnabled: chance(2) ? true : nil,
                    isAssignableToRole: nil))
        }
        inquiry.facts.memberOf = chance(20) ? [group(Int.random(in: 0..<count, using: &random))] : []
        inquiry.facts.onTheWay = chance(20) ? [group(Int.random(in: 0..<count, using: &random))] : []
        inquiry.facts.requesterMemberOf = chance(30) ? [Inquiry.askers] : []
        return inquiry
    }
}
