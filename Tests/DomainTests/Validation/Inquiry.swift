import Domain
import Foundation

/// A ticket, the facts about it, and a policy, from which a decision follows. As it begins, it is allowed; a test changes one thing.
struct Inquiry {
    var policy: Policy
    var ticket: TicketRecord
    var facts: DirectoryFacts
    var now = Samples.at

    static let boss = UserID("a0000000-0000-4000-8000-000000000009")!
    static let approvers = GroupID("b0000000-0000-4000-8000-0000000000a1")!
    static let askers = GroupID("b0000000-0000-4000-8000-0000000000a2")!
    static let ana = TicketRecord.User(
        sysID: SysID("a1")!, userName: "ana@contoso.example", mail: "ana@mail.example", employeeNumber: "E1")
    static let ben = TicketRecord.User(
        sysID: SysID("a2")!, userName: "ben@contoso.example", mail: "ben@mail.example", employeeNumber: "E2")

    /// Low risk, nothing else said.
    static let readers: Entitlement = {
        var entitlement = PolicyTests.readers
        entitlement.owner.group = askers
        return entitlement
    }()
    /// High risk, decided by members of ``approvers``.
    static let writers: Entitlement = {
        var entitlement = PolicyTests.writers
        entitlement.owner.group = approvers
        return entitlement
    }()

    init(_ names: String = "fin-readers") {
        var item = PolicyTests.item
        item.entitlements = [Self.readers, Self.writers]
        policy = Policy(catalogItems: [item])
        ticket = TicketRecord(
            ticket: Samples.ticket, isActive: true, state: "1", approval: "approved", catalogItem: item.sysID,
            requestedFor: Self.ana, openedBy: Self.ana, variables: ["access": names, "more_access": ""],
            approvals: [Samples.decision])
        facts = DirectoryFacts(
            beneficiary: .found(Self.user()),
            groups: [
                Samples.group: .found(PolicyTests.group(Self.readers)),
                Samples.otherGroup: .found(PolicyTests.group(Self.writers)),
            ])
    }

    static func user(_ change: (inout DirectoryUser) -> Void = { _ in }) -> DirectoryUser {
        var user = PolicyTests.user
        user.department = "Finance"
        user.employeeType = "Employee"
        user.userType = "Member"
        user.managerID = boss
        change(&user)
        return user
    }

    static func other(_ id: UserID = boss) -> DirectoryUser {
        DirectoryUser(
            id: id, userPrincipalName: "ben@contoso.example", displayName: "Ben", accountEnabled: true,
            userType: "Member")
    }

    /// The policy's only item.
    var item: CatalogItem {
        get { policy.catalogItems[0] }
        set { policy.catalogItems[0] = newValue }
    }

    /// Its first entitlement, which is asked for.
    var first: Entitlement {
        get { item.entitlements[0] }
        set { item.entitlements[0] = newValue }
    }

    /// Somebody else asks for Ana.
    mutating func isAskedByBen(_ finding: PersonFinding? = .found(other())) {
        ticket.openedBy = Self.ben
        facts.requester = finding
    }

    func with(_ change: (inout Inquiry) -> Void) -> Inquiry {
        var changed = self
        change(&changed)
        return changed
    }

    // MARK: - What is said

    func reading() throws(RequestBlock) -> RequestReading {
        try RequestReading(ticket, policy: policy, now: now)
    }

    func decision() throws(RequestBlock) -> RequestDecision {
        try RequestDecision(
            reading(), facts: facts, policy: policy, policyVersion: Samples.policyVersion)
    }

    var result: Result<RequestDecision, RequestBlock> {
        Result { () throws(RequestBlock) in try decision() }
    }

    var plan: Plan? { try? result.get().plan }

    var block: RequestBlock? {
        if case .failure(let block) = result { block } else { nil }
    }

    var reason: Reason? { block?.failure.reason }

    /// What was said of each rule that was asked.
    var findings: [RuleFinding] {
        switch result {
        case .success(let decision): decision.findings
        case .failure(let block): block.findings
        }
    }
}
