import Domain
import Foundation

/// A report as a page by itself: no script, nothing from elsewhere; to be shown on any screen, or printed.
struct HTMLReport {
    let text: String

    init(_ report: GapReport) {
        let sections = report.sections.map { Self.section($0.kind, $0.findings, report.instance) }
        let body =
            [Self.heading(report), Self.numbers(report), Self.notes(report)] + sections + [Self.footer(report)]
        self.text = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="referrer" content="no-referrer">
            <title>Access gaps since \(Day.text(of: report.since))</title>
            <style>
            \(HTMLStyle.sheet)
            </style>
            </head>
            <body>
            <main>
            \(body.filter { !$0.isEmpty }.joined(separator: "\n"))
            </main>
            </body>
            </html>

            """
    }

    private static func heading(_ report: GapReport) -> String {
        """
        <header>
        <p class="brand">Landfall</p>
        <h1>\(escaped(report.headline))</h1>
        <p class="lead">What ServiceNow says was granted, beside what Microsoft Entra shows.</p>
        </header>
        """
    }

    private static func numbers(_ report: GapReport) -> String {
        let cards = GapFinding.Kind.allCases.map { kind in
            let count = report.count(of: kind)
            return """
                <li class="\(kind.rawValue)\(count == 0 ? " none" : "")"><strong>\(Count.text(count))</strong> \
                <span>\(escaped(kind.title))</span></li>
                """
        }
        return "<ul class=\"numbers\">\n\(cards.joined(separator: "\n"))\n</ul>"
    }

    private static func notes(_ report: GapReport) -> String {
        report.notes.map { "<p class=\"note\">\(escaped($0))</p>" }.joined(separator: "\n")
    }

    private static func section(_ kind: GapFinding.Kind, _ findings: [GapFinding], _ instance: String) -> String {
        let rows = findings.map { row($0, instance) }
        return """
            <section class="\(kind.rawValue)">
            <h2>\(escaped(kind.title)) <span class="count">\(Count.text(findings.count))</span></h2>
            <p class="advice">\(escaped(kind.advice))</p>
            <table>
            <thead><tr><th scope="col">Ticket</th><th scope="col">Person</th><th scope="col">Entitlement</th>\
            <th scope="col">\(kind.timeTitle)</th><th scope="col">What</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            </section>
            """
    }

    private static func row(_ finding: GapFinding, _ instance: String) -> String {
        let ticket = finding.ticket
        let link = "\(instance)/sc_req_item.do?sys_id=\(ticket.id)"
        let cells = [
            ("Ticket", "<a href=\"\(escaped(link))\">\(escaped(ticket.number))</a>"),
            ("Person", escaped(ticket.person).replacing("@", with: "@<wbr>")),
            ("Entitlement", escaped(finding.entitlement)),
            (finding.kind.timeTitle, finding.at.map { "<time>\(Day.text(of: $0))</time>" } ?? ""),
            ("What", escaped(finding.detail)),
        ]
        let row = cells.map { "<td data-label=\"\($0)\">\($1)</td>" }.joined()
        return "<tr>\(row)</tr>"
    }

    private static func footer(_ report: GapReport) -> String {
        """
        <footer>
        <p>\(escaped(report.effort))</p>
        <dl>
        <div><dt>Made</dt><dd>\(Timestamp.text(of: report.madeAt).prefix(16).replacing("T", with: " ")) UTC</dd></div>
        <div><dt>ServiceNow</dt><dd>\(escaped(report.instance))</dd></div>
        <div><dt>Tenant</dt><dd>\(escaped(report.tenant))</dd></div>
        <div><dt>Policy</dt><dd><code>\(escaped(String(report.policyVersion.prefix(12))))</code></dd></div>
        </dl>
        </footer>
        """
    }

    /// Text as it stands in an element or a quoted attribute.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension GapFinding.Kind {
    /// What to do about it.
    var advice: String {
        switch self {
        case .missing:
            "The person was told that they have it. Grant it, or reopen the ticket and say why it can't be granted."
        case .stalled: "Somebody said yes, and nobody acts. Find out whose queue it stands in."
        case .outlived: "The person has what they should not have any more. Remove it, or ask for a renewal."
        case .unclear: "Neither good nor bad: what stands beside it kept the search from seeing."
        }
    }
}
