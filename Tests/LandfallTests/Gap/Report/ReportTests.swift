import Foundation
import TestSupport
import Testing

@testable import Landfall

@Suite("A report")
struct ReportTests {
    private static let all = [
        GapSamples.finding(.missing, 1), GapSamples.finding(.stalled, 2), GapSamples.finding(.outlived, 3),
        GapSamples.finding(.unclear, 4, detail: "Nobody in Entra is called so.", doubt: .personMissing),
    ]

    private static let nasty = GapSamples.finding(
        .missing, 5, person: "=cmd|'/c calc'!A1\u{1B}[2J\u{202E}<script>alert(1)</script>",
        entitlement: "a very long \"entitlement\", with a name that goes on and on and is not to be read at once")

    @Test("The verdict is a gap, a doubt, or none; hidden tickets are a doubt")
    func verdict() {
        #expect(GapSamples.report(Self.all).verdict == .gaps)
        #expect(GapSamples.report([Self.all[3]]).verdict == .unclear)
        #expect(GapSamples.report([]).verdict == .noGap)
        var reading = GapReading()
        reading.hidden = 2
        #expect(GapSamples.report([], reading: reading).verdict == .unclear)
        reading = GapReading()
        reading.otherStates = ["10": 5]
        let report = GapSamples.report([], reading: reading)
        #expect(report.verdict == .unclear)
        #expect(report.notes.first?.contains("10 (5)") == true)
    }

    @Test("The table fits into 80 columns, and moves no cursor")
    func table() throws {
        let text = try ReportFormat.table.text(of: GapSamples.report(Self.all + [Self.nasty]))
        for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        #expect(!text.contains("\u{202E}"))
        #expect(text.contains("RITM0010001  ana@contoso.example"))
        #expect(text.contains("CLOSED AS COMPLETE, BUT THE ACCESS IS NOT THERE (2)"))
        #expect(
            text.hasPrefix(
                """
                4 gaps since 2026-08-29; 1 finding in doubt.

                      2  Closed as complete, but the access is not there
                      1  Approved, but never moved
                      1  Access that outlived its end
                      1  Can't tell

                CLOSED AS COMPLETE, BUT THE ACCESS IS NOT THERE (2)

                """))
    }

    @Test("Long names leave room for the others")
    func columns() {
        let row = GapSamples.finding(.missing, 1, person: String(repeating: "p", count: 60), entitlement: "E")
        let text = TableReport(GapSamples.report([row])).text
        #expect(text.contains("pppp…"))
        #expect(text.contains("2026-11-17"))
        #expect(TableReport.wrapped("a b", indent: "  ") == ["  a b"])
        #expect(TableReport.wrapped("") == [])
    }

    @Test("No cell of the CSV is a formula, and each finding is one record")
    func csv() throws {
        let text = try ReportFormat.csv.text(of: GapSamples.report([Self.all[0], Self.nasty]))
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.count == 4)
        #expect(lines[0].hasPrefix("finding,ticket,sys_id,item,person,entitlement,group,at,doubt,detail"))
        #expect(lines[1].hasPrefix("missing,RITM0010001,e1,Application access,ana@contoso.example,READERS,"))
        #expect(lines[2].contains(",'=cmd"))
        #expect(lines[2].contains("\"a very long \"\"entitlement\"\", with"))
    }

    @Test("The JSON has everything, by names that last")
    func json() throws {
        let text = try ReportFormat.json.text(of: GapSamples.report(Self.all))
        let root = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(root["version"] as? Int == 1)
        #expect(root["since"] as? String == "2026-08-29T12:00:00.000Z")
        let summary = try #require(root["summary"] as? [String: Any])
        #expect(summary["missing"] as? Int == 1)
        #expect(summary["unclear"] as? Int == 1)
        #expect(summary["graph_calls"] as? Int == 750)
        let findings = try #require(root["findings"] as? [[String: Any]])
        #expect(findings.map { $0["finding"] as? String } == ["missing", "stalled", "outlived", "unclear"])
        #expect(findings[3]["doubt"] as? String == "person_missing")
        #expect(findings[0]["at"] as? String == "2026-11-17T12:00:00.000Z")
    }

    @Test("The page has no script, nothing from elsewhere, and whatever a ticket says only as text")
    func html() throws {
        let text = try ReportFormat.html.text(of: GapSamples.report(Self.all + [Self.nasty]))
        #expect(!text.contains("<script"))
        #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(text.contains("a very long &quot;entitlement&quot;"))
        #expect(text.contains("default-src 'none'"))
        #expect(text.contains("href=\"https://example.service-now.com/sc_req_item.do?sys_id=e1\""))
        #expect(!text.contains("src="))
        #expect(!text.contains("@import"))
        #expect(!text.contains("url("))
        #expect(try !ReportFormat.html.text(of: GapSamples.report([])).contains("<table"))
    }

    @Test("Numbers and lengths are as people write them")
    func numbers() {
        #expect(Count.text(0) == "0")
        #expect(Count.text(999) == "999")
        #expect(Count.text(1_000) == "1,000")
        #expect(Count.text(1_234_567) == "1,234,567")
        #expect(Count.text(1, "ticket") == "1 ticket")
        #expect(Count.text(2, "ticket") == "2 tickets")
        #expect(Length.text(of: .milliseconds(100)) == "1 s")
        #expect(Length.text(of: .seconds(119)) == "119 s")
        #expect(Length.text(of: .seconds(150)) == "3 min")
        #expect(Length.text(of: .seconds(7500)) == "2 h 5 min")
        #expect(Length.text(of: .seconds(7200)) == "2 h")
    }
}
