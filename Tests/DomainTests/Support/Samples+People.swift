import Domain
import Foundation

/// People who decide, and what they are asked.
extension Samples {
    static let ben = person(3, "Ben")
    static let cleo = person(4, "Cleo")
    static let dora = person(5, "Dora")
    /// Not the one who gets the access.
    static let requester = Requester(
        sysID: SysID("e0000000000000000000000000000009")!, userName: "otto",
        id: UserID("a0000000-0000-4000-8000-000000000009")!)
    static let ownerGroup = GroupID("b0000000-0000-4000-8000-000000000008")!

    static let stages = [
        ApprovalStage(name: "Manager", approvers: ApproverPool(manager: true)),
        ApprovalStage(
            name: "Owner", needed: 2, approvers: ApproverPool(membersOf: [ownerGroup]),
            escalateTo: ApproverPool(people: ["dora@contoso.example"])),
    ]

    static let window = ChangeWindow(
        timeZone: "Europe/Berlin", days: [.monday, .tuesday], from: ClockTime("22:00")!, to: ClockTime("04:00")!)

    static let planForPeople = plan(stages: stages)

    static func person(_ number: Int, _ name: String) -> Person {
        Person(
            id: UserID("a0000000-0000-4000-8000-00000000000\(number)")!,
            userPrincipalName: "\(name.lowercased())@contoso.example", displayName: name)
    }

    /// A plan of high risk with everything that people and hours have to do with it.
    static func plan(
        stages: [ApprovalStage]?, requester: Requester? = requester, proposedBy: String? = nil,
        emergency: Emergency? = nil, windows: [[ChangeWindow]] = [], channels: [String] = [],
        calendar: BusinessCalendar = .always, remind: Int? = 24, risk: Risk = .high
    ) -> Plan {
        do {
            return try Plan(
                ticket: ticket, beneficiary: person, operations: [operation, otherOperation], risk: risk,
                onPartialFailure: .rollBack, policyVersion: policyVersion,
                until: emergency == nil ? nil : until, requester: requester, proposedBy: proposedBy,
                approvals: stages.map {
                    ApprovalRequirement(stages: $0, calendar: calendar, remindAfterHours: remind)
                }, emergency: emergency, changeWindows: windows, teamsChannels: channels)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    static func vote(
        _ stage: String, _ person: Person, for other: Person? = nil, comment: String? = nil
    ) -> Approval.Vote {
        Approval.Vote(stage: stage, person: person, onBehalfOf: other, at: at, place: .page, comment: comment)
    }

    static func approval(_ votes: [Approval.Vote], of plan: Plan) -> Approval {
        Approval(source: .people, decisions: [decision], votes: votes, planDigest: plan.digest)
    }

    static let question = ApprovalQuestion(
        stage: "Owner", number: 2, count: 2, needed: 2, asked: [ben, cleo],
        link: "https://landfall.contoso.example/approvals/1", expiresAt: at + 432_000)
}
