import Domain
import Foundation

/// What a version of the policy says to a request.
enum PolicyOutcome {
    case planned(Plan, findings: [RuleFinding])
    case blocked(RequestBlock)

    /// Decides from what is given; nothing is looked up.
    static func decide(
        _ ticket: TicketRecord, _ facts: @autoclosure () throws -> DirectoryFacts, by policy: Policy, version: String,
        at now: Date
    ) rethrows -> PolicyOutcome {
        let reading: RequestReading
        do throws(RequestBlock) {
            reading = try RequestReading(ticket, policy: policy, now: now)
        } catch {
            return .blocked(error)
        }
        let facts = try facts()
        do throws(RequestBlock) {
            let decision = try RequestDecision(reading, facts: facts, policy: policy, policyVersion: version)
            return .planned(decision.plan, findings: decision.findings)
        } catch {
            return .blocked(error)
        }
    }

    var findings: [RuleFinding] {
        switch self {
        case .planned(_, let findings): findings
        case .blocked(let block): block.findings
        }
    }

    /// The rule that blocks.
    var blockingRule: RuleFinding.Rule? {
        findings.last { $0.reason != nil }?.rule
    }

    /// In a line: “planned: high risk, …” or “blocked: policy.conflict, …”.
    var summary: String {
        switch self {
        case .planned(let plan, _):
            "planned: " + PlanAspect.all(of: plan).map { "\($0.name) \($0.value)" }.joined(separator: "; ")
        case .blocked(let block): "blocked: \(block.failure.reason.rawValue): \(block.failure.detail)"
        }
    }
}
