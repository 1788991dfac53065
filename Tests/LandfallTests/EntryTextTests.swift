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
