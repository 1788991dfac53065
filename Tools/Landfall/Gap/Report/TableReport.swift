import Foundation

/// A report as text of 80 columns.
struct TableReport {
    let text: String

    private static let width = 80

    init(_ report: GapReport) {
        var lines = [report.headline]
        if !report.findings.isEmpty { lines.append("") }
        for (kind, findings) in report.sections {
            let count = Count.text(findings.count)
            lines.append(String(repeating: " ", count: max(7 - count.count, 0)) + count + "  " + kind.title)
        }
        for (kind, findings) in report.sections {
            lines += ["", "\(kind.title.uppercased()) (\(Count.text(findings.count)))"]
            lines += kind == .unclear ? Self.reasons(findings) : Self.table(kind, findings)
        }
        lines.append("")
        for note in report.notes { lines += Self.wrapped(note) }
        lines += Self.wrapped(report.effort)
        self.text = lines.joined(separator: "\n") + "\n"
    }

    /// One line for each finding.
    private static func table(_ kind: GapFinding.Kind, _ findings: [GapFinding]) -> [String] {
        let rows =
            [["Ticket", "Person", "Entitlement", kind.timeTitle]]
            + findings.map { finding in
                [
                    finding.ticket.number, finding.ticket.person, finding.entitlement,
                    finding.at.map { Day.text(of: $0) } ?? "",
                ]
            }
        let number = min(rows.map { $0[0].count }.max() ?? 0, 15)
        let rest = width - number - 10 - 6
        let person = min(rows.map { $0[1].count }.max() ?? 0, max(rest * 55 / 100, rest - longest(2, rows)))
        let widths = [number, person, rest - person, 10]
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in fitted(cell, width) }
            return cells.joined(separator: "  ").trimmingSpacesAtEnd()
        }
    }

    private static func longest(_ column: Int, _ rows: [[String]]) -> Int { rows.map { $0[column].count }.max() ?? 0 }

    /// What is in doubt, and below it why.
    private static func reasons(_ findings: [GapFinding]) -> [String] {
        findings.flatMap { finding in
            let about = [finding.ticket.number, finding.ticket.person, finding.entitlement].filter { !$0.isEmpty }
            return [fitted(about.joined(separator: "  "), width).trimmingSpacesAtEnd()]
                + wrapped(finding.detail, indent: "  ")
        }
    }

    /// Cut or filled up to a width.
    static func fitted(_ text: String, _ width: Int) -> String {
        let text = plain(text)
        if text.count > width { return text.prefix(max(width - 1, 0)) + "…" }
        return text + String(repeating: " ", count: width - text.count)
    }

    /// In lines of 80 columns, at the most, broken between words.
    static func wrapped(_ text: String, indent: String = "") -> [String] {
        var lines: [String] = []
        var line = indent
        for word in plain(text).split(separator: " ") {
            let isFirst = line.count == indent.count
            if !isFirst, line.count + 1 + word.count > width {
                lines.append(line)
                line = indent + word
            } else {
                line += isFirst ? word : " " + word
            }
        }
        return line.count > indent.count ? lines + [line] : lines
    }

    /// Without what a terminal would take for a command: tickets hold what anybody types.
    private static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isShown ? $0 : "?" }))
    }
}

extension String {
    fileprivate func trimmingSpacesAtEnd() -> String { String(reversed().drop { $0 == " " }.reversed()) }
}

extension Unicode.Scalar.Properties {
    fileprivate var isShown: Bool {
        switch generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
