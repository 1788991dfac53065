/// How the audit trail is exported.
public enum ExportFormat: String, CaseIterable, Sendable {
    /// One JSON object a line: the entry's number, when it was recorded, its hash, and the event as it was stated.
    case jsonl
    /// RFC 4180, with a line of headings.
    case csv
    /// One event a line by the Open Cybersecurity Schema Framework 1.1, for a SIEM.
    case ocsf

    /// What stands before the entries, with its line break.
    public var heading: String { self == .csv ? CSVExport.heading : "" }

    /// An entry's line, with its line break.
    ///
    /// - Throws: what the encoder throws.
    public func line(of row: ExportRow) throws -> [UInt8] {
        switch self {
        case .jsonl: JSONLinesExport.line(of: row)
        case .csv: CSVExport.line(of: row)
        case .ocsf: try OCSFExport.line(of: row)
        }
    }
}
