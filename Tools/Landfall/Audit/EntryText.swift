import Audit
import Domain

/// An entry of the audit trail as people read it: a line of when, what and by whom, and below it what the event carries.
struct EntryText {
    let lines: [String]

    /// - Parameters:
    ///   - names: what the ids in the entry are called.
    ///   - width: of a line, in characters; what has no blank in it may be longer.
    init(_ entry: ExportRow, names: RecordedNames, width: Int = 80) {
        let content = EventContent(body: entry.body)
        let time = Timestamp.text(of: entry.at).replacing("T", with: " ").replacing("Z", with: "")
        var lines = ["\(time)  \(entry.type)  (\(entry.service))"]
        func add(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            lines += WrappedText.lines("\(name): \(value)", width: width)
        }
        add("change", content.key.map(names.change))
        add("attempt", content.attempt)
        add("why", content.reason.map { [$0, content.detail ?? ""].joined(separator: " – ") })
        add("asked for by", content.operator)
        add("proposed by", content.proposer)
        add("asked to decide", content.asked)
        add("approved by", content.approver)
        add("refused by", content.denier)
        add("waits until", content.deadline)
        add("policy", content.policyVersion.map { String($0.prefix(16)) })
        add("client-request-id", content.clientRequestID)
        add("request-id", content.requestID)
        self.lines = lines
    }
}
