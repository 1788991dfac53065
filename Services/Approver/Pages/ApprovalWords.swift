import Domain
import Foundation

/// Words on the Approver's pages. Pure.
enum ApprovalWords {
    /// “Ana Silva (ana.silva@contoso.example)”.
    static func name(_ person: Person) -> String { "\(person.displayName) (\(person.userPrincipalName))" }

    /// “2026-11-23 08:10 UTC”.
    static func time(_ date: Date) -> String {
        let parts = Timestamp.text(of: date).split(separator: "T")
        return "\(parts[0]) \(parts[1].prefix(5)) UTC"
    }

    /// “APP-FIN-ADMINS: added to the group”.
    static func change(_ operation: PlannedOperation) -> String {
        let verb = operation.key.action == .add ? "added to" : "removed from"
        let entitlement = operation.entitlement == operation.groupName ? "" : " (\(operation.entitlement))"
        return "is \(verb) the group \(operation.groupName)\(entitlement)"
    }

    static func risk(_ risk: Risk) -> String {
        switch risk {
        case .low: "Low"
        case .high: "High"
        case .privileged: "Privileged: it gives power over others’ access"
        }
    }

    /// Who asked, as far as the plan says it.
    static func requester(of plan: Plan) -> String {
        let asked = plan.requester.map { requester in
            requester.id == plan.beneficiary.id ? "\(requester.userName), for themselves" : requester.userName
        }
        let proposed = plan.proposedBy.map { "proposed by \($0)" }
        return [asked, proposed].compactMap(\.self).joined(separator: "; ")
    }

    /// “Ben Okafor said yes for Ivy Brown at …: “needed for the audit””.
    static func vote(_ vote: Approval.Vote, saidYes: Bool) -> String {
        let behalf = vote.onBehalfOf.map { " for \($0.displayName)" } ?? ""
        let place = vote.place == .serviceNow ? ", in ServiceNow" : ""
        let comment = vote.comment.map { ": “\($0)”" } ?? ""
        return
            "\(vote.stage): \(vote.person.displayName) said \(saidYes ? "yes" : "no")\(behalf) at \(time(vote.at))\(place)\(comment)"
    }

    static func finding(_ finding: RuleFinding) -> String {
        "\(finding.subject) \(finding.detail)"
    }

    /// “2 of 3 people”.
    static func needed(_ approval: ApprovalCase) -> String {
        let stage = approval.stage
        let has = stage.needed - approval.missing
        return stage.needed == 1
            ? "one person has to say yes" : "\(stage.needed) people have to say yes, \(has) of them have"
    }
}
