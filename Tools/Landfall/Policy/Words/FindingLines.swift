import Domain

/// What the rules said, a rule in a line.
enum FindingLines {
    /// - Parameter width: of a line.
    static func lines(_ findings: [RuleFinding], width: Int = 80) -> [String] {
        findings.flatMap { finding in
            let mark = finding.reason == nil ? "ok" : "BLOCKS"
            let reason = finding.reason.map { " (\($0.rawValue))" } ?? ""
            let head = "\(padded(mark, 7))\(padded(finding.rule.rawValue, 20))"
            let lines = WrappedText.lines(
                "\(finding.subject): \(finding.detail)\(reason)", indentation: 31, hanging: 33, width: width)
            return ["    " + head + lines[0].dropFirst(31)] + lines.dropFirst()
        }
    }

    /// The rules that come after the one that blocks.
    static func notAsked(after findings: [RuleFinding]) -> [RuleFinding.Rule] {
        guard let last = findings.last, last.reason != nil,
            let index = RuleFinding.Rule.allCases.firstIndex(of: last.rule)
        else { return [] }
        let asked = Set(findings.map(\.rule))
        return RuleFinding.Rule.allCases[(index + 1)...].filter { !asked.contains($0) }
    }

    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
