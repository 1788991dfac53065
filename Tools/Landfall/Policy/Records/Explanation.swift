import Domain
import Fleet
import Foundation

/// Why a request got the answer that it got. Pure.
struct Explanation: Encodable {
    var ritm: RITMNumber
    var decidedAt: Date
    var version: String
    /// Who had put the version in force; nil: it was that of a policy file.
    var author: String?
    /// The reason's code; nil: it was planned.
    var blocked: String?
    var findings: [RuleFinding]
    var notAsked: [RuleFinding.Rule]
    /// What stands in for findings that weren't kept.
    var remark: String?
    private let outcome: PolicyOutcome?

    /// - Parameter policy: the bytes of the version, by which a decision is made again whose findings weren't kept.
    init(_ decision: RecordedDecision, entry: PolicyEntry?, policy: [UInt8]?) {
        ritm = decision.ritm
        decidedAt = decision.decidedAt
        version = decision.version
        author = entry?.author
        outcome = decision.outcome
        if case .blocked(let block) = decision.outcome { blocked = block.failure.reason.rawValue }
        if let kept = decision.findings {
            findings = kept
        } else if let again = Self.decideAgain(decision, policy) {
            findings = again
            remark = "What the rules said was not kept; this is what they say now to what was read then."
        } else {
            findings = []
            remark = "What the rules said was not kept with this decision."
        }
        notAsked = FindingLines.notAsked(after: findings)
    }

    private static func decideAgain(_ decision: RecordedDecision, _ policy: [UInt8]?) -> [RuleFinding]? {
        guard let record = decision.record, let policy,
            let file = try? PolicyFile(data: Data(policy)),
            let outcome = try? PolicyOutcome.decide(
                record.ticket, directory(of: record), by: file.policy, version: file.version, at: record.at)
        else { return nil }
        return outcome.findings
    }

    private static func directory(of record: DecisionRecord) throws -> DirectoryFacts {
        guard let directory = record.directory else { throw PolicyTrouble("nothing was looked up") }
        return directory
    }

    var lines: [String] {
        let by = author.map { "applied by \($0)" } ?? "of a policy file"
        var lines = ["\(ritm): \(blocked.map { "blocked, \($0)" } ?? "planned"), \(Moment.text(of: decidedAt))"]
        lines += WrappedText.lines("policy \(version.prefix(12)), \(by)")
        switch outcome {
        case .planned(let plan, _):
            for aspect in PlanAspect.all(of: plan) { lines += WrappedText.lines("\(aspect.name): \(aspect.value)") }
        case .blocked(let block):
            lines += WrappedText.lines(block.failure.reason.sentence)
            lines += WrappedText.lines("whose move: \(block.owner?.name ?? block.failure.reason.responsible.rawValue)")
        case nil: break
        }
        if let remark { lines += WrappedText.lines(remark) }
        if !findings.isEmpty { lines.append("Each rule: what it looked at, what it said") }
        lines += FindingLines.lines(findings)
        if !notAsked.isEmpty {
            lines += WrappedText.lines("not asked any more: \(notAsked.map(\.rawValue).joined(separator: ", "))")
        }
        return lines
    }

    enum CodingKeys: String, CodingKey {
        case ritm
        case decidedAt = "decided_at"
        case version
        case author
        case blocked
        case findings
        case notAsked = "not_asked"
        case remark
    }
}
