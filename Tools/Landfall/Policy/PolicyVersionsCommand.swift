import ArgumentParser
import Domain
import Fleet
import Foundation

struct PolicyVersionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions", abstract: "Lists which versions of the policy were put in force, the newest first.")

    @Option(help: "How many entries at most, 1 to 10000.")
    var limit = 50

    @Option(help: "text or json.")
    var format = PolicyFormat.text

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 10000") }
    }

    func run() async throws {
        try await Connection.with(.policy) { database in
            let entries = try await PolicyHistory(database: database).entries(limit: limit)
            let decided = try await PolicyRecords(database: database).decisionsByVersion()
            let applied = Set(entries.map(\.version))
            let lines = entries.enumerated().map { index, entry in
                VersionLine(entry, isInForce: index == 0, decided: decided[entry.version] ?? 0)
            }
            let files = decided.filter { !applied.contains($0.key) }.sorted { $0.key < $1.key }
            switch format {
            case .json: for line in lines { print(try JSONLine.text(of: line)) }
            case .text: Self.lines(lines, files: files.map { ($0.key, $0.value) }).forEach { print($0) }
            }
        }
    }

    /// - Parameter files: versions that decided something and aren't among the entries, with how much.
    static func lines(_ lines: [VersionLine], files: [(String, Int)]) -> [String] {
        var text: [String] = []
        if lines.isEmpty {
            text += WrappedText.lines(
                "Nobody has applied a policy: the services go by their policy files.", indentation: 0)
        } else {
            text.append("entry  version       applied                  decided  author")
            text += lines.flatMap { line in
                let number = String(repeating: " ", count: max(0, 5 - "\(line.entry)".count)) + "\(line.entry)"
                let count = String(repeating: " ", count: max(0, 7 - "\(line.decided)".count)) + "\(line.decided)"
                let author = line.author.count > 22 ? line.author.prefix(21) + "…" : line.author[...]
                return [
                    "\(number)  \(line.version.prefix(12))  \(Moment.text(of: line.appliedAt))  \(count)  \(author)"
                ]
                    + (line.inForce ? ["       in force"] : [])
            }
        }
        if !files.isEmpty {
            text.append("Decided by, and not among these:")
            text += files.map { "       \($0.prefix(12))  \(Count.text($1, "decision"))" }
        }
        return text
    }
}

/// An entry as scripts read it.
struct VersionLine: Encodable {
    var entry: Int
    var version: String
    var author: String
    var appliedAt: Date
    var inForce: Bool
    /// How many decisions name the version.
    var decided: Int

    init(_ entry: PolicyEntry, isInForce: Bool, decided: Int) {
        self.entry = entry.number
        version = entry.version
        author = entry.author
        appliedAt = entry.appliedAt
        inForce = isInForce
        self.decided = decided
    }

    enum CodingKeys: String, CodingKey {
        case entry
        case version
        case author
        case appliedAt = "applied_at"
        case inForce = "in_force"
        case decided
    }
}
