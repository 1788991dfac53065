import Domain
import Foundation
import TestSupport

@testable import Approver

extension Samples {
    static let owners = GroupID("b0000000-0000-4000-8000-0000000000a1")!
    static let security = GroupID("b0000000-0000-4000-8000-0000000000a2")!
    static let ben = user(1, "Ben")
    static let cleo = user(2, "Cleo")
    static let dan = user(3, "Dan")
    static let eve = user(4, "Eve")
    static let rita = user(5, "Rita")

    /// Somebody with an enabled account; the number makes the id.
    static func user(_ number: Int, _ name: String, isEnabled: Bool = true) -> DirectoryUser {
        DirectoryUser(
            id: UserID("a0000000-0000-4000-8000-0000000001\(number < 10 ? "0" : "")\(number)")!,
            userPrincipalName: "\(name.lowercased())@contoso.example", displayName: name, accountEnabled: isEnabled)
    }

    /// The one who gets the access, as Entra shows them.
    static let beneficiary = DirectoryUser(
        id: person.id, userPrincipalName: person.userPrincipalName, displayName: person.displayName,
        accountEnabled: true)

    static let oneStage = [ApprovalStage(name: "Owners", approvers: ApproverPool(membersOf: [owners]))]
    static let twoStages =
        oneStage + [ApprovalStage(name: "Security", approvers: ApproverPool(membersOf: [security]))]

    /// A plan that people have to decide about; Rita asked for it.
    static func waiting(
        _ stages: [ApprovalStage] = oneStage, ritm: RITMNumber = ritm, groups: [GroupID] = [group],
        calendar: BusinessCalendar = .always, remind: Int? = 24, escalate: Int? = 48, expire: Int = 120,
        requester: DirectoryUser = rita, emergency: Emergency? = nil, until: Date? = nil, risk: Risk = .high
    ) throws -> RequestValidated {
        let plan = try Plan(
            ticket: Ticket(sysID: sysID, number: ritm), beneficiary: person,
            operations: groups.enumerated().map { index, group in
                PlannedOperation(
                    key: key(group, ritm: ritm), entitlement: "entitlement-\(index + 1)",
                    groupName: "APP-GROUP-\(index + 1)")
            },
            risk: risk, onPartialFailure: .rollBack, policyVersion: String(repeating: "ab", count: 32), until: until,
            requester: Requester(
                sysID: sysID, userName: requester.userPrincipalName, id: requester.id),
            approvals: ApprovalRequirement(
                stages: stages, calendar: calendar, remindAfterHours: remind, escalateAfterHours: escalate,
                expireAfterHours: expire), emergency: emergency)
        return RequestValidated(
            plan: plan, ticketApprovals: [decision],
            findings: [RuleFinding(.eligible, "entitlement-1", "is for everybody in Finance")])
    }

    static func open(_ validated: RequestValidated, at now: Date = at) throws -> ApprovalCase {
        guard let approval = ApprovalCase(validated, openedAt: now, link: "http://127.0.0.1:8403/approvals/x") else {
            throw NeverHappened(what: "a plan that asks people")
        }
        return approval
    }

    static func attempt(
        _ user: DirectoryUser, _ answer: Attempt.Answer = .approve, of plan: Plan, comment: String? = nil,
        id: String = "1"
    ) -> Attempt {
        Attempt(
            id: id, person: user.person, answer: answer, planDigest: plan.digest, place: .page, comment: comment)
    }
}

extension ApprovalCase {
    /// Looks, with these people in the pool.
    @discardableResult
    mutating func look(_ people: [DirectoryUser], at now: Date = Samples.at, escalation: [DirectoryUser] = []) -> [Fact]
    {
        look(at: now, PoolReading(approvers: people, escalation: escalation))
    }

    mutating func decide(
        _ user: DirectoryUser, _ people: [DirectoryUser], escalation: [DirectoryUser] = [],
        at now: Date = Samples.at + 60
    ) -> AttemptOutcome {
        decide(user, .approve, people, escalation: escalation, at: now)
    }

    mutating func decide(
        _ user: DirectoryUser, _ answer: Attempt.Answer, _ people: [DirectoryUser],
        escalation: [DirectoryUser] = [], at now: Date = Samples.at + 60
    ) -> AttemptOutcome {
        decide(
            Samples.attempt(user, answer, of: plan), PoolReading(approvers: people, escalation: escalation), at: now)
    }
}

extension AttemptOutcome {
    var types: [EventType]? {
        if case .counted(let facts) = self { facts.map(\.type) } else { nil }
    }

    var reason: Reason? {
        if case .refused(let failure) = self { failure.reason } else { nil }
    }
}
