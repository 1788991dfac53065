import Audit
import Domain
import Foundation

/// A report as CSV (RFC 4180): a line for each finding.
struct CSVReport {
    let text: String

    private static let columns = [
        "finding", "ticket", "sys_id", "item", "person", "entitlement", "group", "at", "doubt", "detail",
    ]

    init(_ report: GapReport) {
        let lines = report.findings.map { finding in
            [
                finding.kind.rawValue, finding.ticket.number, finding.ticket.id.description, finding.ticket.item,
                finding.ticket.person, finding.entitlement, finding.access?.group.description ?? "",
                finding.at.map { Timestamp.text(of: $0) } ?? "", finding.doubt?.rawValue ?? "", finding.detail,
            ]
        }
        self.text = ([Self.columns] + lines).map { cells in
            cells.map(CSVExport.quoted).joined(separator: ",") + "\r\n"
        }.joined()
    }
}
