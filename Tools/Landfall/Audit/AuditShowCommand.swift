import ArgumentParser
import Audit
import Domain
import Foundation

struct AuditShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Tells what is on record of a request item.")

    @Argument(help: "The request item's number, such as RITM0010001.")
    var ritm: String

    func run() async throws {
        guard let number = RITMNumber(ritm) else { throw ValidationError("“\(ritm)” is no number of a request item") }
        try await Connection.with { database in
            let entries = try await AuditReader(database: database).entries(of: number)
            guard !entries.isEmpty else { throw ValidationError("nothing is on record of \(number)") }
            for entry in entries { print(EntryText(entry).lines.joined(separator: "\n")) }
        }
    }
}
