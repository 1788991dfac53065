import Audit
import Domain

/// An entry of the audit trail as people read it: a line of when, what and by whom, and below it what the event carries.
struct EntryText {
    let lines: [String]

    init(_ entry: ExportRow) {
        let content = EventContent(body: entry.body)
        var lines = ["\(Timestamp.text(of: entry.at))  \(entry.type)  (\(entry.service))"]
        func add(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            lines.append("    \(name): \(value)")
        }
        add("change", content.key)
        add("attempt", content.attempt)
        add("why", content.reason.map { [$0, content.detail ?? ""].joined(separator: ": ") })
        add("approved by", content.approver)
        add("policy", content.policyVersion)
        add("client-request-id", content.clientRequestID)
        add("request-id", content.requestID)
        self.lines = lines
    }
}
