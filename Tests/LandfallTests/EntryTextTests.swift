import Domain
import Foundation
import TestSupport
import Testing

@testable import Audit
@testable import Landfall

@Suite("What landfall audit show says")
struct EntryTextTests {
    private func row(_ fact: Fact) throws -> ExportRow {
        let event = Samples.event(fact)
        return ExportRow(
            number: 1, recordedAt: Samples.at, hash: "", id: "", type: event.type.rawValue, ritm: "", run: nil,
            at: event.at, service: "executor", instance: "", trace: "", body: try EventCoding.encode(event))
    }

    @Test("names people and groups as the plan does, and fits 80 columns")
    func names() throws {
        let plan = try Samples.plan()
        let detail = String(repeating: "no more members ", count: 12)
        let rows = try [
            row(.runStarted(RunStarted(plan: plan, approval: Samples.approval(of: plan)))),
            row(
                .operationRefused(
                    OperationRefused(run: plan.run, key: Samples.key(), failure: Failure(.graphQuotaExceeded, detail)))),
        ]
        let lines = rows.flatMap { EntryText($0, names: RecordedNames(rows)).lines }
        #expect(lines[0] == "2026-11-23 08:10:00.000  run.started  (executor)")
        #expect(lines.contains("    approved by: Bo Berg"))
        #expect(lines.contains("    change: add Ana Alvarez to APP-GROUP-1"))
        #expect(lines.contains { $0.hasPrefix("    why: graph.quota_exceeded – no more members") })
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(EntryText(rows[1], names: RecordedNames([])).lines.contains { $0.contains(Samples.group.description) })
    }

    @Test("names who is asked, who said yes or no, what proposed it, and until when it waits")
    func decisions() throws {
        let person = Person(id: Samples.user, userPrincipalName: "ben@contoso.example", displayName: "Ben")
        let plan = try Samples.plan()
        let vote = Approval.Vote(
            stage: "Owner", person: person, onBehalfOf: Samples.person, at: Samples.at, place: .page)
        let question = ApprovalQuestion(
            stage: "Owner", number: 1, count: 1, needed: 1, asked: [person, Samples.person], link: "https://a.example",
            expiresAt: Samples.at)
        let proposed = try Plan(
            ticket: plan.ticket, beneficiary: plan.beneficiary, operations: plan.operations, risk: .high,
            onPartialFailure: .rollBack, policyVersion: plan.policyVersion, proposedBy: "hr-sync")
        let expected: [(Fact, [String])] = [
            (
                .approvalRequested(ApprovalRequested(plan: proposed, question: question)),
                [
                    "    proposed by: hr-sync", "    asked to decide: Ben, Ana Alvarez",
                    "    waits until: 2026-11-23T08:10:00.000Z",
                ]
            ),
            (
                .approvalGiven(ApprovalGiven(ticket: plan.ticket, plan: plan.run, vote: vote)),
                ["    approved by: Ben for Ana Alvarez"]
            ),
            (
                .requestRejected(
                    RequestRejected(plan: plan, failure: Failure(.approvalDenied, "no need"), denial: vote)),
                ["    why: approval.denied – no need", "    refused by: Ben for Ana Alvarez"]
            ),
            (
                .runDeferred(RunDeferred(plan: plan, opensAt: Samples.at)),
                ["    waits until: 2026-11-23T08:10:00.000Z"]
            ),
        ]
        for (fact, lines) in expected {
            let text = EntryText(try row(fact), names: RecordedNames([])).lines
            for line in lines { #expect(text.contains(line), "\(text)") }
        }
    }

    @Test(
        "begins where people say",
        arguments: [
            ("2026-11-23T08:10:00Z", Samples.at), ("2026-11-23", Samples.at - 29_400), ("90d", Samples.at - 7_776_000),
            ("12h", Samples.at - 43_200), ("yesterday", nil), ("", nil), ("-1d", nil), ("2026-13-01", nil),
        ])
    func since(text: String, expected: Date?) {
        #expect(Since(text: text, now: Samples.at)?.date == expected)
    }
}
