import Domain
import Foundation

/// What was decided about a request, and from what.
struct RecordedDecision: Sendable {
    var ritm: RITMNumber
    /// The SHA-256 of the policy that decided.
    var version: String
    var fact: Fact
    /// Nil for decisions from before it was kept.
    var record: DecisionRecord?
    var decidedAt: Date

    /// - Throws: where the event or the record isn't what it should be.
    init(ritm: RITMNumber, version: String, event: [UInt8], record: [UInt8]?, decidedAt: Date) throws {
        self.init(
            ritm: ritm, version: version, fact: try EventCoding.decode(event).fact,
            record: try record.map { try DecisionRecord(json: $0) }, decidedAt: decidedAt)
    }

    init(ritm: RITMNumber, version: String, fact: Fact, record: DecisionRecord?, decidedAt: Date) {
        self.ritm = ritm
        self.version = version
        self.fact = fact
        self.record = record
        self.decidedAt = decidedAt
    }

    /// What every rule said; nil where that wasn't kept.
    var findings: [RuleFinding]? {
        switch fact {
        case .requestValidated(let data): data.findings
        case .requestBlocked(let data): data.findings
        default: nil
        }
    }

    /// As an outcome, with the findings as far as they were kept; nil where the event is neither.
    var outcome: PolicyOutcome? {
        switch fact {
        case .requestValidated(let data): .planned(data.plan, findings: data.findings ?? [])
        case .requestBlocked(let data):
            .blocked(RequestBlock(failure: data.failure, owner: data.owner, findings: data.findings ?? []))
        default: nil
        }
    }
}
