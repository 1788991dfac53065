import Domain
import Fleet
import Foundation

/// Puts recorded requests to another version of the policy. Pure.
struct Replay {
    let policy: PolicyFile

    /// What the other version would have said, beside what was decided.
    enum Verdict: Hashable {
        case same
        /// Blocked then, planned now.
        case nowPlanned(was: String, plan: [PlanAspect])
        /// Planned then, blocked now.
        case nowBlocked(String)
        /// Blocked both times, for another reason.
        case otherReason(was: String, now: String)
        /// Planned both times, with these differences: what it is called, what it was, what it would be.
        case otherPlan([Difference])
        /// It can't be told.
        case unknown(String)
    }

    struct Difference: Hashable, Codable {
        var what: String
        var was: String
        var now: String
    }

    /// - Parameter old: the version that decided: what was looked up then follows from it.
    func verdict(on decision: RecordedDecision, decidedBy old: PolicyFile?) -> Verdict {
        guard let then = decision.outcome else { return .unknown("the record is no decision") }
        guard let record = decision.record else { return .unknown("what it was decided from was not kept") }
        let now: PolicyOutcome
        do throws(PolicyTrouble) {
            now = try outcome(of: record, decidedBy: old)
        } catch {
            return .unknown(error.description)
        }
        return Self.compare(then, now)
    }

    private func outcome(of record: DecisionRecord, decidedBy old: PolicyFile?) throws(PolicyTrouble) -> PolicyOutcome {
        let reading: RequestReading
        do throws(RequestBlock) {
            reading = try RequestReading(record.ticket, policy: policy.policy, now: record.at)
        } catch {
            return .blocked(error)
        }
        guard let directory = record.directory else {
            throw PolicyTrouble("nothing was looked up then, as the ticket itself was reason enough to block it")
        }
        try checkFacts(directory, suffice: reading, record, old)
        return PolicyOutcome.decide(
            record.ticket, directory, by: policy.policy, version: policy.version, at: record.at)
    }

    /// What wasn't looked up isn't “not there”.
    private func checkFacts(
        _ directory: DirectoryFacts, suffice reading: RequestReading, _ record: DecisionRecord, _ old: PolicyFile?
    ) throws(PolicyTrouble) {
        guard let old, let before = try? RequestReading(record.ticket, policy: old.policy, now: record.at) else {
            throw PolicyTrouble(
                "the version that decided it can't be read any more, so it is not known what was looked up")
        }
        guard before.beneficiary == reading.beneficiary, before.requester == reading.requester else {
            throw PolicyTrouble("people are looked up by another road")
        }
        let groups = Set(before.groups).union(directory.groups.keys)
        if let missing = reading.entitlements.first(where: { !groups.contains($0.group) }) {
            throw PolicyTrouble("the group of “\(missing.name)” was not looked up then")
        }
        if let missing = Set(reading.conflictGroups).subtracting(before.conflictGroups).sorted().first,
            !reading.groups.contains(missing)
        {
            let name = reading.conflicts.first { $0.other.group == missing }?.other.name ?? missing.description
            throw PolicyTrouble("whether the person has “\(name)” was not looked up then")
        }
        if let missing = Set(reading.requesterGroups).subtracting(before.requesterGroups).sorted().first {
            throw PolicyTrouble("whether the requester is in the group \(missing) was not looked up then")
        }
    }

    private static func compare(_ then: PolicyOutcome, _ now: PolicyOutcome) -> Verdict {
        switch (then, now) {
        case (.planned(let old, _), .planned(let new, _)):
            let differences = differences(PlanAspect.all(of: old), PlanAspect.all(of: new))
            return differences.isEmpty ? .same : .otherPlan(differences)
        case (.planned, .blocked(let block)):
            return .nowBlocked("\(block.failure.reason.rawValue): \(block.failure.detail)")
        case (.blocked(let block), .planned(let plan, _)):
            return .nowPlanned(was: block.failure.reason.rawValue, plan: PlanAspect.all(of: plan))
        case (.blocked(let old), .blocked(let new)):
            guard old.failure.reason != new.failure.reason else { return .same }
            return .otherReason(
                was: old.failure.reason.rawValue, now: "\(new.failure.reason.rawValue): \(new.failure.detail)")
        }
    }

    static func differences(_ old: [PlanAspect], _ new: [PlanAspect]) -> [Difference] {
        let names = old.map(\.name) + new.map(\.name).filter { name in !old.contains { $0.name == name } }
        return names.compactMap { name in
            let was = old.first { $0.name == name }?.value ?? "–"
            let now = new.first { $0.name == name }?.value ?? "–"
            return was == now ? nil : Difference(what: name, was: was, now: now)
        }
    }
}
