import Domain
import Foundation
import TestSupport

/// People who decide, and what they are asked.
enum ApprovalSamples {
    static let ben = person(3, "Ben Okafor")
    static let cleo = person(4, "Cleo Chen")
    static let group = GroupID("b0000000-0000-4000-8000-000000000008")!
    static let stages = [
        ApprovalStage(name: "Manager", approvers: ApproverPool(manager: true)),
        ApprovalStage(
            name: "Owner", needed: 2, approvers: ApproverPool(membersOf: [group], people: ["dora@contoso.example"])),
    ]

    static func person(_ number: Int, _ name: String) -> Person {
        Person(
            id: UserID("a0000000-0000-4000-8000-00000000000\(number)")!,
            userPrincipalName: "\(name.prefix(while: { $0 != " " }).lowercased())@contoso.example", displayName: name)
    }

    static func plan(
        emergency: Emergency? = nil, proposedBy: String? = nil, fulfilment: Fulfilment = .item, channels: [String] = [],
        risk: Risk = .high
    ) throws -> Plan {
        try Plan(
            ticket: Samples.ticket, beneficiary: Samples.person,
            operations: [
                PlannedOperation(key: Samples.key(), entitlement: "entitlement-1", groupName: "APP-GROUP-1")
            ],
            risk: risk, onPartialFailure: .rollBack, policyVersion: String(repeating: "ab", count: 32),
            until: emergency == nil ? nil : Samples.at + 3_600, fulfilment: fulfilment,
            requester: Requester(sysID: Samples.sysID, userName: "otto", id: nil), proposedBy: proposedBy,
            approvals: ApprovalRequirement(stages: stages), emergency: emergency, teamsChannels: channels)
    }

    static func vote(_ stage: String = "Owner", _ person: Person = ben, comment: String? = nil) -> Approval.Vote {
        Approval.Vote(stage: stage, person: person, at: Samples.at, place: .page, comment: comment)
    }

    static func question(asked: [Person] = [ben, cleo]) -> ApprovalQuestion {
        ApprovalQuestion(
            stage: "Owner", number: 2, count: 2, needed: 2, asked: asked,
            link: "https://approver.example/approvals/1", expiresAt: Samples.at + 86_400)
    }

    static func denied(_ plan: Plan) -> RequestRejected {
        RequestRejected(
            plan: plan, failure: Failure(.approvalDenied, ""), denial: vote(comment: "not needed"))
    }

    static func expired(_ plan: Plan) -> RequestRejected {
        RequestRejected(plan: plan, failure: Failure(.approvalExpired, "after 120 h"), denial: nil)
    }
}
