import Domain
import Foundation
import Testing

@Suite("What the policy says to a request")
struct RequestDecisionTests {
    @Test("what is allowed becomes a plan, with who asked and what every rule said")
    func planned() throws {
        let decision = try Inquiry("fin-writers,fin-readers").decision()
        let plan = decision.plan
        #expect(plan.ticket == Samples.ticket)
        #expect(plan.beneficiary == Samples.person)
        #expect(plan.operations == [Samples.otherOperation, Samples.operation])
        #expect(plan.risk == .high)
        #expect(plan.policyVersion == Samples.policyVersion)
        #expect(plan.requester == Requester(sysID: Inquiry.ana.sysID, userName: Inquiry.ana.userName, id: Samples.user))
        #expect(plan.proposedBy == nil)
        #expect(decision.findings.allSatisfy { $0.reason == nil })
        #expect(Set(decision.findings.map(\.rule)).isSuperset(of: [.person, .accountEnabled, .group, .approvers]))
        #expect(try Inquiry("fin-writers,fin-readers").decision() == decision, "the same facts get the same answer")
    }

    // MARK: - The person

    @Test("nobody, several, or a disabled account: nothing is planned", arguments: [0, 1, 2])
    func person(_ index: Int) throws {
        let (finding, reason): (PersonFinding, Reason) = [
            (.missing, .directoryUserMissing), (.ambiguous(2), .directoryUserAmbiguous),
            (.found(Inquiry.user { $0.accountEnabled = false }), .directoryUserDisabled),
        ][index]
        let block = try #require(Inquiry().with { $0.facts.beneficiary = finding }.block)
        #expect(block.failure.reason == reason)
        #expect(block.owner == nil)
        #expect(block.failure.detail.contains("ana@contoso.example"))
    }

    // MARK: - Who asks for whom

    /// Who may ask; who asks; whether they may.
    static let requesters: [(RequesterRule?, @Sendable (inout Inquiry) -> Void, Bool)] = [
        (nil, { $0.isAskedByBen() }, true),
        (nil, { $0.isAskedByBen(.missing) }, true),
        (nil, { $0.ticket.openedBy = nil }, true),
        (RequesterRule(who: [.anyone]), { $0.isAskedByBen(.ambiguous(2)) }, true),
        (RequesterRule(who: [.beneficiary]), { _ in }, true),
        (RequesterRule(who: [.beneficiary]), { $0.isAskedByBen() }, false),
        // One person with two users in ServiceNow.
        (RequesterRule(who: [.beneficiary]), { $0.isAskedByBen(.found(Inquiry.user())) }, true),
        (RequesterRule(who: [.beneficiary]), { $0.isAskedByBen(.missing) }, false),
        (RequesterRule(who: [.manager]), { $0.isAskedByBen() }, true),
        (RequesterRule(who: [.manager]), { _ in }, false),
        (RequesterRule(who: [.manager]), { $0.isAskedByBen(.found(Inquiry.other(Samples.otherUser))) }, false),
        (
            RequesterRule(who: [.manager]),
            { inquiry in
                inquiry.isAskedByBen()
                inquiry.facts.beneficiary = .found(Inquiry.user { $0.managerID = nil })
            }, false
        ),
        (RequesterRule(who: [.manager, .beneficiary]), { _ in }, true),
        (
            RequesterRule(who: [], membersOf: [Inquiry.askers]),
            { inquiry in
                inquiry.isAskedByBen()
                inquiry.facts.requesterMemberOf = [Inquiry.askers]
            }, true
        ),
        (RequesterRule(who: [], membersOf: [Inquiry.askers]), { $0.isAskedByBen() }, false),
        (
            RequesterRule(who: [], membersOf: [Inquiry.askers]),
            { inquiry in
                inquiry.isAskedByBen()
                inquiry.facts.requesterMemberOf = [Inquiry.approvers]
            }, false
        ),
    ]

    @Test("only those may ask whom the item's rule names", arguments: requesters.indices)
    func requester(_ index: Int) throws {
        let (rule, change, isAllowed) = Self.requesters[index]
        let inquiry = Inquiry().with { inquiry in
            inquiry.item.requesters = rule
            change(&inquiry)
        }
        #expect(inquiry.reason == (isAllowed ? nil : .policyRequesterNotAllowed))
        #expect(inquiry.findings.contains { $0.rule == .requester } || inquiry.ticket.openedBy == nil)
    }

    @Test("somebody who isn't to be read may ask only where anyone may, and for low risk")
    func unreadableRequester() {
        func reason(_ names: String, _ rule: RequesterRule?) -> Reason? {
            Inquiry(names).with {
                $0.item.requesters = rule
                $0.ticket.openedBy = nil
            }.reason
        }
        #expect(reason("fin-readers", nil) == nil)
        #expect(reason("fin-readers", RequesterRule(who: [.beneficiary])) == .serviceNowItemUnreadable)
        #expect(reason("fin-writers", nil) == .serviceNowItemUnreadable)
    }

    @Test(
        "with a higher risk it has to be known who asked: they could approve it under another name",
        arguments: [PersonFinding?.none, .missing, .ambiguous(3)])
    func unknownRequester(finding: PersonFinding?) {
        #expect(Inquiry("fin-readers").with { $0.isAskedByBen(finding) }.reason == nil)
        #expect(Inquiry("fin-writers").with { $0.isAskedByBen(finding) }.reason == .directoryRequesterMissing)
        #expect(Inquiry("fin-writers").with { $0.isAskedByBen() }.plan?.requester?.id == Inquiry.boss)
    }

    // MARK: - Who can have it

    static let eligibilities: [(Eligibility, @Sendable (inout DirectoryUser) -> Void, Bool)] = [
        (Eligibility(), { _ in }, true),
        (Eligibility(departments: ["Sales", "Finance"]), { _ in }, true),
        (Eligibility(departments: ["Sales"]), { _ in }, false),
        (Eligibility(departments: ["finance"]), { _ in }, false),
        (Eligibility(departments: ["Finance"]), { $0.department = nil }, false),
        (Eligibility(departments: []), { _ in }, false),
        (Eligibility(employeeTypes: ["Employee"]), { _ in }, true),
        (Eligibility(employeeTypes: ["Employee"]), { $0.employeeType = "Contractor" }, false),
        (Eligibility(employeeTypes: ["Employee"]), { $0.employeeType = nil }, false),
        (Eligibility(departments: ["Finance"], employeeTypes: ["Contractor"]), { _ in }, false),
        (Eligibility(guests: false), { _ in }, true),
        (Eligibility(guests: false), { $0.userType = "Guest" }, false),
        (Eligibility(guests: false), { $0.userType = "guest" }, false),
        // What isn't known grants nothing.
        (Eligibility(guests: false), { $0.userType = nil }, false),
        (Eligibility(guests: true), { $0.userType = "Guest" }, true),
        (Eligibility(), { $0.userType = "Guest" }, true),
    ]

    @Test(
        "an entitlement goes to those who can have it, and its owner is told of the others",
        arguments: eligibilities.indices)
    func eligible(_ index: Int) {
        let (rule, change, isAllowed) = Self.eligibilities[index]
        let inquiry = Inquiry().with { inquiry in
            inquiry.first.eligible = rule
            inquiry.facts.beneficiary = .found(Inquiry.user(change))
        }
        #expect(inquiry.reason == (isAllowed ? nil : .policyNotEligible))
        #expect(inquiry.block?.owner == (isAllowed ? nil : Inquiry.readers.owner))
    }

    // MARK: - Groups

    static let other = GroupID("b0000000-0000-4000-8000-0000000000ff")!

    static let groups: [(GroupFinding?, Reason, String)] = [
        (nil, .directoryGroupMissing, "is gone"), (.missing, .directoryGroupMissing, "is gone"),
        (.deleted(at: Samples.at), .directoryGroupDeleted, "was deleted at 2026-11-23T08:10:00.123Z"),
        (.deleted(at: nil), .directoryGroupDeleted, "was deleted, and can be restored"),
        (.recreated(as: other), .directoryGroupRecreated, other.description),
        (
            .found(PolicyTests.group(PolicyTests.readers) { $0.displayName = "APP-FIN-readers" }),
            .directoryGroupRenamed, "APP-FIN-readers"
        ),
        (
            .found(PolicyTests.group(PolicyTests.readers) { $0.onPremisesSyncEnabled = true }), .directoryGroupSynced,
            "APP-FIN-READERS"
        ),
    ]

    @Test("each way in which a group can fail has its own reason, and its owner", arguments: groups.indices)
    func group(_ index: Int) throws {
        let (finding, reason, words) = Self.groups[index]
        let block = try #require(Inquiry().with { $0.facts.groups[Samples.group] = finding }.block)
        #expect(block.failure.reason == reason)
        #expect(block.failure.detail.contains(words), "\(block.failure.detail)")
        #expect(block.failure.detail.contains("APP-FIN-READERS"))
        #expect(block.owner == Inquiry.readers.owner)
        #expect(block.findings.last?.rule == .group)
    }

    @Test("one obstacle blocks the whole request, with the owner of that entitlement")
    func wholeOrNothing() throws {
        let block = try #require(
            Inquiry("fin-readers,fin-writers").with { $0.facts.groups[Samples.otherGroup] = .missing }.block)
        #expect(block.owner == Inquiry.writers.owner)
        #expect(block.failure.detail.contains("APP-FIN-WRITERS"))
        #expect(block.findings.contains { $0.rule == .group && $0.subject == "fin-readers" && $0.reason == nil })
    }

    // MARK: - Separation of duties

    static let conflicts: [(String, @Sendable (inout Inquiry) -> Void, String?)] = [
        ("fin-readers", { _ in }, nil),
        ("fin-readers", { $0.facts.memberOf = [other] }, nil),
        ("fin-readers", { $0.facts.memberOf = [Samples.otherGroup] }, "is what ana@contoso.example has"),
        ("fin-readers", { $0.facts.onTheWay = [Samples.otherGroup] }, "is on its way to"),
        ("fin-readers,fin-writers", { _ in }, "is asked for by the same request"),
        // What they have already is no reason to refuse it to them once more.
        ("fin-readers", { $0.facts.memberOf = [Samples.group] }, nil),
    ]

    @Test("nobody gets what conflicts with what they have, ask for, or are about to get", arguments: conflicts.indices)
    func conflict(_ index: Int) throws {
        let (names, change, words) = Self.conflicts[index]
        for isNamedByFirst in [true, false] {
            let inquiry = Inquiry(names).with { inquiry in
                inquiry.item.entitlements[0].conflictsWith = isNamedByFirst ? ["fin-writers"] : []
                inquiry.item.entitlements[1].conflictsWith = isNamedByFirst ? [] : ["fin-readers"]
                change(&inquiry)
            }
            #expect(inquiry.reason == words.map { _ in .policyConflict })
            if let words {
                #expect(inquiry.block?.failure.detail.contains(words) == true)
                #expect(inquiry.block?.owner != nil)
            }
        }
    }

    // MARK: - Who decides

    @Test("low risk needs the ticket's own approval; more of it needs the owner, or the policy's own stages")
    func stages() throws {
        #expect(Inquiry("fin-readers").plan?.approvals == nil)
        let owner = ApprovalStage(name: "Writers' owners", approvers: ApproverPool(membersOf: [Inquiry.approvers]))
        #expect(Inquiry("fin-writers").plan?.approvals?.stages == [owner])
        let own = [
            ApprovalStage(name: "Manager", approvers: ApproverPool(manager: true)),
            ApprovalStage(name: "Owner", needed: 2, approvers: ApproverPool(owner: true)),
        ]
        let plan = try #require(Inquiry("fin-writers").with { $0.item.entitlements[1].approvalStages = own }.plan)
        #expect(plan.approvals?.stages.map(\.name) == ["Manager", "Owner"])
        #expect(plan.approvals?.stages[1].approvers == ApproverPool(membersOf: [Inquiry.approvers]))
        #expect(plan.approvals?.stages[1].needed == 2)
        // Also where the risk is low: the policy says that somebody is to look at it.
        #expect(Inquiry().with { $0.first.approvalStages = [own[0]] }.plan?.approvals?.stages == [own[0]])
    }

    @Test("a stage of several entitlements is asked once; two of one name are told apart")
    func sharedStages() throws {
        let shared = ApprovalStage(name: "Manager", approvers: ApproverPool(manager: true))
        let owner = ApprovalStage(name: "Owner", approvers: ApproverPool(owner: true))
        let plan = try #require(
            Inquiry("fin-readers,fin-writers").with { inquiry in
                for index in 0...1 { inquiry.item.entitlements[index].approvalStages = [shared, owner] }
            }.plan)
        #expect(plan.approvals?.stages.map(\.name) == ["Manager", "Owner", "Owner (fin-writers)"])
    }

    @Test("where nobody could decide, nothing is planned")
    func nobody() {
        #expect(
            Inquiry("fin-writers").with { $0.item.entitlements[1].owner.group = nil }.reason == .policyNobodyCanApprove)
        #expect(Inquiry("fin-readers").with { $0.item.entitlements[1].owner.group = nil }.reason == nil)
    }

    @Test("what an automation proposed is never low")
    func proposed() throws {
        let inquiry = Inquiry().with { inquiry in
            inquiry.ticket.proposedBy = "agent-7"
        }
        let plan = try #require(inquiry.plan)
        #expect(plan.risk == .high)
        #expect(plan.proposedBy == "agent-7")
        #expect(plan.approvals?.stages.isEmpty == false)
        #expect(inquiry.with { $0.first.risk = .privileged }.plan?.risk == .privileged)
        #expect(inquiry.with { $0.first.owner.group = nil }.reason == .policyNobodyCanApprove)
        // Landfall's own user has opened it, whom Entra needn't know.
        #expect(inquiry.with { $0.isAskedByBen(.missing) }.plan?.requester?.id == nil)
        #expect(inquiry.with { $0.isAskedByBen(.missing) }.reason == nil)
    }

    @Test("an emergency stands in the plan, with its end and the people who are asked afterwards")
    func emergency() throws {
        let plan = try #require(RequestReadingTests.emergency(["urgent": "true", "why": "down"]).plan)
        #expect(plan.emergency == Emergency(reason: "down"))
        #expect(plan.until == Samples.at + 2 * 3_600)
        #expect(plan.approvals?.stages.isEmpty == false)
    }

    @Test("windows of different entitlements all stand in the plan")
    func windows() throws {
        let window = ChangeWindow(
            timeZone: "UTC", days: [.saturday], from: try #require(ClockTime("08:00")),
            to: try #require(ClockTime("12:00")))
        let plan = try #require(Inquiry("fin-readers,fin-writers").with { $0.first.changeWindows = [window] }.plan)
        #expect(plan.changeWindows == [[window]])
    }

    // MARK: - Faults of a policy

    @Test("two entitlements of one group are a fault of the policy, and aren't called an empty request")
    func sameGroup() {
        let inquiry = Inquiry("fin-readers,twin").with { inquiry in
            var twin = inquiry.first
            twin.name = "twin"
            inquiry.item.entitlements.append(twin)
        }
        #expect(inquiry.reason == .serviceDefect)
    }
}
