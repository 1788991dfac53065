import Domain
import Foundation

/// A report as JSON. Its names are what others' programs rely on.
struct JSONReport: Encodable {
    private struct Finding: Encodable {
        var finding: String
        var ticket: String
        var sys_id: String
        var item: String
        var person: String
        var user: String?
        var entitlement: String
        var group: String?
        var at: String?
        var doubt: String?
        var detail: String

        init(_ finding: GapFinding) {
            self.finding = finding.kind.rawValue
            self.ticket = finding.ticket.number
            self.sys_id = finding.ticket.id.description
            self.item = finding.ticket.item
            self.person = finding.ticket.person
            self.user = finding.ticket.user?.description
            self.entitlement = finding.entitlement
            self.group = finding.access?.group.description
            self.at = finding.at.map { Timestamp.text(of: $0) }
            self.doubt = finding.doubt?.rawValue
            self.detail = finding.detail
        }
    }

    private struct Summary: Encodable {
        var tickets: Int
        var closed_complete: Int
        var waiting: Int
        var hidden: Int
        var reused: Int
        var missing: Int
        var stalled: Int
        var outlived: Int
        var unclear: Int
        var servicenow_calls: Int
        var graph_calls: Int
        var graph_resource_units: Int
        var seconds: Double
    }

    private var version = 1
    private var made_at: String
    private var since: String
    private var instance: String
    private var tenant: String
    private var policy: String
    private var summary: Summary
    private var notes: [String]
    private var findings: [Finding]

    init(_ report: GapReport) {
        self.made_at = Timestamp.text(of: report.madeAt)
        self.since = Timestamp.text(of: report.since)
        self.instance = report.instance
        self.tenant = report.tenant
        self.policy = report.policyVersion
        self.summary = Summary(
            tickets: report.tickets, closed_complete: report.fulfilled, waiting: report.waiting, hidden: report.hidden,
            reused: report.reused, missing: report.count(of: .missing), stalled: report.count(of: .stalled),
            outlived: report.count(of: .outlived), unclear: report.unclear, servicenow_calls: report.calls.serviceNow,
            graph_calls: report.calls.graph, graph_resource_units: report.calls.resourceUnits,
            seconds: report.took / .seconds(1))
        self.notes = report.notes
        self.findings = report.findings.map(Finding.init)
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}
