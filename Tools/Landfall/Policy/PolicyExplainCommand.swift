import ArgumentParser
import Domain
import Fleet
import Foundation

struct PolicyExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Tells of each rule what it looked at for a request item, and what it said.",
        discussion: "Exit 1: nothing was decided about it.")

    @Argument(help: "The request item's number, such as RITM0010001.")
    var ritm: String

    @Option(help: "text or json.")
    var format = PolicyFormat.text

    func run() async throws {
        guard let number = RITMNumber(ritm) else { throw ValidationError("“\(ritm)” is no number of a request item") }
        try await Connection.with(.policy) { database in
            let records = PolicyRecords(database: database)
            guard let decision = try await records.decision(of: number) else { throw NothingDecided(number: number) }
            let explanation = Explanation(
                decision, entry: try await records.entry(of: decision.version, at: decision.decidedAt),
                policy: try await records.policy(decision.version))
            switch format {
            case .text: explanation.lines.forEach { print($0) }
            case .json: print(try JSONLine.text(of: explanation))
            }
        }
    }
}

private struct NothingDecided: Finding {
    var number: RITMNumber
    var description: String { "Nothing was decided about \(number)." }
}
