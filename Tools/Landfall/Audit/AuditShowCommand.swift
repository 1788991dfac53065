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
            guard !entries.isEmpty else { throw NothingOnRecord(number: number) }
            let names = RecordedNames(entries)
            print("\(number): \(entries.count) entries; times are UTC")
            for entry in entries { print(EntryText(entry, names: names).lines.joined(separator: "\n")) }
        }
    }
}

private struct NothingOnRecord: Finding {
    var number: RITMNumber
    var description: String { "Nothing is on record of \(number)." }
}
