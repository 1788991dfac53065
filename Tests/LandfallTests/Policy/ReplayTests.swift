import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Landfall
@testable import Validator

@Suite("Recorded decisions, explained and put to another version")
struct ReplayTests {
    private static func decision(
        _ record: DecisionRecord?, _ outcome: PolicyOutcome, version: String, kept: Bool = true
    ) -> RecordedDecision {
        let fact: Fact =
            switch outcome {
            case .planned(let plan, let findings):
                .requestValidated(RequestValidated(plan: plan, ticketApprovals: [], findings: kept ? findings : nil))
            case .blocked(let block):
                .requestBlocked(
                    RequestBlocked(
                        ticket: Ticket(sysID: SysID("case")!, number: RITMNumber("RITM0000001")!),
                        failure: block.failure,
                        owner: block.owner, findings: kept ? block.findings : nil))
            }
        return RecordedDecision(
            ritm: RITMNumber("RITM0000001")!, version: version, fact: fact, record: record,
            decidedAt: CaseFile.standardNow)
    }

    private func verdict(
        _ asks: String, for person: String = "ana", facts: DirectoryFacts? = nil, _ change: (inout String) -> Void
    ) throws -> Replay.Verdict {
        let old = try Examples.policy()
        let (record, outcome) = try Examples.outcome(asks, for: person, facts: facts, by: old)
        return Replay(policy: try Examples.policy(change)).verdict(
            on: Self.decision(record, outcome, version: old.version), decidedBy: old)
    }

    @Test("The same version says the same, and so does one that changes something else")
    func same() throws {
        #expect(try verdict("FIN-POST") { _ in } == .same)
        #expect(
            try verdict("FIN-POST") { $0 = $0.replacing("group_name: TEAM-LAB\n", with: "group_name: LAB\n") } == .same)
        #expect(try verdict("FIN-POST", for: "dora") { _ in } == .same)
    }

    @Test("What would be blocked, planned, or planned otherwise is told")
    func otherwise() throws {
        let blocked = try verdict("FIN-POST") {
            $0 = $0.replacing("departments: [Finance, Controlling]", with: "departments: [Controlling]")
        }
        guard case .nowBlocked(let reason) = blocked else { Issue.record("\(blocked)"); return }
        #expect(reason.hasPrefix("policy.not_eligible: "))
        let planned = try verdict("FIN-POST", for: "dora") {
            $0 = $0.replacing("departments: [Finance, Controlling]", with: "departments: [Sales]")
        }
        guard case .nowPlanned(was: "policy.not_eligible", _) = planned else { Issue.record("\(planned)"); return }
        #expect(
            try verdict("FIN-READ") {
                $0 = $0.replacing("risk: low\n        owner: &finance", with: "risk: high\n        owner: &finance")
            }
                == .otherPlan([
                    Replay.Difference(what: "risk", was: "low", now: "high"),
                    Replay.Difference(
                        what: "stages", was: "none, the ticket's own approval",
                        now: "Finance application owners: 1 of members of b1000000-0000-4000-8000-000000000202"),
                    Replay.Difference(
                        what: "time to decide", was: "–",
                        now: "reminded after 8 h, escalated after 20 h, expired after 50 h of the calendar office"),
                ]))
        let other = try verdict("FIN-POST", for: "dora") {
            $0 = $0.replacing("maximum_days: 30", with: "maximum_days: 3")
        }
        guard case .otherReason(was: "policy.not_eligible", let now) = other else { Issue.record("\(other)"); return }
        #expect(now.hasPrefix("policy.end_too_distant: "))
    }

    @Test("What wasn't looked up then is not taken for “not there”")
    func unknown() throws {
        let cases: [(String, (inout String) -> Void, String)] = [
            (
                "FIN-READ", { $0 = $0.replacing("8000-000000000101", with: "8000-000000000111") },
                "the group of “FIN-READ” was not looked up then"
            ),
            (
                "FIN-READ",
                { $0 = $0.replacing("conflicts_with: [FIN-RELEASE]", with: "conflicts_with: [FIN-RELEASE, FIN-READ]") },
                "whether the person has “FIN-POST” was not looked up then"
            ),
            (
                "FIN-READ", { $0 = $0.replacing("000000000201", with: "000000000211") },
                "whether the requester is in the group"
            ),
            (
                "FIN-READ", { $0 = $0.replacing("identity: user_name", with: "identity: mail") },
                "people are looked up by another road"
            ),
        ]
        for (asks, change, expected) in cases {
            let verdict = try verdict(asks, change)
            guard case .unknown(let why) = verdict else { Issue.record("\(expected): \(verdict)"); continue }
            #expect(why.hasPrefix(expected))
        }
        let old = try Examples.policy()
        let (record, outcome) = try Examples.outcome("FIN-READ", by: old)
        let replay = Replay(policy: old)
        #expect(
            replay.verdict(on: Self.decision(nil, outcome, version: old.version), decidedBy: old)
                == .unknown("what it was decided from was not kept"))
        let blocked = DecisionRecord(ticket: record.ticket, directory: nil, at: record.at)
        #expect(
            replay.verdict(on: Self.decision(blocked, outcome, version: old.version), decidedBy: old)
                == .unknown("nothing was looked up then, as the ticket itself was reason enough to block it"))
        guard case .unknown = replay.verdict(on: Self.decision(record, outcome, version: old.version), decidedBy: nil)
        else { Issue.record("a verdict without the old version"); return }
    }

    @Test("An explanation names each rule, and those that weren't asked any more")
    func explained() throws {
        let policy = try Examples.policy()
        let (record, outcome) = try Examples.outcome("FIN-POST", for: "dora", by: policy)
        let entry = PolicyEntry(number: 1, version: policy.version, author: "Ana", appliedAt: CaseFile.standardNow)
        let decision = Self.decision(record, outcome, version: policy.version)
        let explanation = Explanation(decision, entry: entry, policy: nil)
        #expect(explanation.lines[0] == "RITM0000001: blocked, policy.not_eligible, 2026-11-27 10:00:00 UTC")
        #expect(explanation.lines[1] == "    policy \(policy.version.prefix(12)), applied by Ana")
        #expect(explanation.lines.contains { $0.hasPrefix("    ok     ticket.open         RITM0000001: is open") })
        #expect(explanation.lines.contains { $0.hasPrefix("    BLOCKS eligible            FIN-POST: ") })
        #expect(explanation.lines.last == "    not asked any more: group, conflict, approvers")
        #expect(explanation.lines.allSatisfy { $0.count <= 80 }, "\(explanation.lines)")
        // Findings that weren't kept are made again.
        let again = Explanation(
            Self.decision(record, outcome, version: policy.version, kept: false), entry: nil, policy: policy.bytes)
        #expect(again.findings == explanation.findings)
        #expect(again.remark?.contains("was not kept") == true)
        let lost = Explanation(
            Self.decision(nil, outcome, version: policy.version, kept: false), entry: nil, policy: nil)
        #expect(lost.findings.isEmpty && lost.remark != nil)
    }

    @Test("Decisions are read back from the database as they were recorded, page by page")
    func database() async throws {
        try await TestDatabase.with("policy", PolicySchema.migrations) { database in
            try await database.query("ALTER TABLE policy.decisions ADD COLUMN IF NOT EXISTS record bytea")
            let policy = try Examples.policy()
            let history = PolicyHistory(database: database)
            let applied = try await history.apply(policy, author: "Ana")
            let (record, outcome) = try Examples.outcome("FIN-POST", by: policy)
            guard case .planned(let plan, let findings) = outcome else { Issue.record("blocked"); return }
            let event = Event(
                .requestValidated(RequestValidated(plan: plan, ticketApprovals: [], findings: findings)),
                at: Date() + 60,
                by: Samples.origin, trace: Samples.trace)
            let json = try EventCoding.encode(event)
            let kept = try record.json()
            for index in 0..<(PolicyRecords.page + 5) {
                let bytes = index == 3 ? nil : kept
                try await database.query(
                    """
                    INSERT INTO policy.decisions (ritm, policy_version, outcome, event, record, decided_at)
                    VALUES (\("RITM\(1_000_000 + index)"), \(policy.version), 'validated', \(json), \(bytes), \(event.at))
                    """)
            }
            let records = PolicyRecords(database: database)
            let first = try await records.decisions(since: event.at - 1, after: nil)
            #expect(first.count == PolicyRecords.page)
            #expect(first[0].record == record && first[0].fact == event.fact && first[3].record == nil)
            #expect(try await records.decisions(since: event.at + 1, after: nil).isEmpty)
            let one = try #require(try await records.decision(of: RITMNumber("RITM1000001")!))
            #expect(one.version == policy.version)
            #expect(try await records.decision(of: RITMNumber("RITM9000001")!) == nil)
            #expect(try await records.policy(policy.version) == policy.bytes)
            #expect(try await records.entry(of: policy.version, at: event.at) == applied.entry)
            #expect(try await records.entry(of: policy.version, at: applied.entry.appliedAt - 1) == nil)
            #expect(try await records.decisionsByVersion() == [policy.version: PolicyRecords.page + 5])
            let last = try await records.decisions(since: event.at - 1, after: first.last)
            #expect(last.count == 5)
        }
    }
}
