public import ArgumentParser
public import Audit
import Foundation

extension ExportFormat: ExpressibleByArgument {}

struct AuditExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes the audit trail to standard output.")

    @Option(help: "jsonl: each event as it was stated; csv; or ocsf, for a SIEM.")
    var format = ExportFormat.jsonl

    @Option(
        help: "Only what was recorded since: a time (2026-11-27T00:00:00Z), a day (2026-11-27), or 90d, 12h, 30m ago.")
    var since: Since?

    func run() async throws {
        let output = FileHandle.standardOutput
        try await Connection.with { database in
            _ = try await AuditReader(database: database).export(format, since: since?.date) { lines in
                try output.write(contentsOf: Data(lines))
            }
        }
    }
}
