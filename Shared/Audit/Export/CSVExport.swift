import Domain
import Foundation

/// The columns of an entry, and of what its event carries those that most events have.
public enum CSVExport {
    private static let columns = [
        "number", "recorded_at", "at", "type", "ritm", "run", "service", "instance", "trace", "id", "key", "attempt",
        "reason", "detail", "client_request_id", "request_id", "request_digest", "response_digest", "hash",
    ]

    static let heading = columns.joined(separator: ",") + "\r\n"

    static func line(of row: ExportRow) -> [UInt8] {
        let content = EventContent(body: row.body)
        let cells = [
            String(row.number), Timestamp.text(of: row.recordedAt), Timestamp.text(of: row.at), row.type, row.ritm,
            row.run ?? "", row.service, row.instance, row.trace, row.id, content.key ?? "", content.attempt ?? "",
            content.reason ?? "", content.detail ?? "", content.clientRequestID ?? "", content.requestID ?? "",
            content.requestDigest ?? "", content.responseDigest ?? "", row.hash,
        ]
        return Array((cells.map(quoted).joined(separator: ",") + "\r\n").utf8)
    }

    /// A cell's text as it stands in a line.
    ///
    /// One that a spreadsheet would take for a formula is preceded by an apostrophe.
    public static func quoted(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
        let text = isFormula ? "'" + text : text
        guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
