import ArgumentParser
import Domain
import Fleet
import Foundation

struct PolicyReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Puts recorded requests to another version of the policy, and tells what would differ.",
        discussion: """
            Nothing is looked up, and nothing is changed: each request is decided again from what was read then, at the moment of then. \
            Where the other version would have to know more, that is told. Exit 0, whatever differs; 2: it could not be done.
            """)

    @Option(help: "Requests decided since: 30d, 12h, or a day (2026-11-01).")
    var since: Since

    @Option(help: "The policy: a file, the beginning of a version's SHA-256, or current.")
    var policy: String

    @Option(help: "text or json: a line for each request.")
    var format = PolicyFormat.text

    func run() async throws {
        try await Connection.with(.policy) { database in
            let records = PolicyRecords(database: database)
            let file = try await PolicyReference(policy).read(PolicyHistory(database: database))
            let replay = Replay(policy: file)
            var tally = ReplayTally()
            var versions: [String: PolicyFile?] = [:]
            var last: RecordedDecision?
            while true {
                let page = try await records.decisions(since: since.date, after: last)
                for decision in page {
                    if versions[decision.version] == nil {
                        let bytes = try await records.policy(decision.version)
                        versions[decision.version] = .some(bytes.flatMap { try? PolicyFile(data: Data($0)) })
                    }
                    let verdict = replay.verdict(on: decision, decidedBy: versions[decision.version] ?? nil)
                    tally.add(verdict)
                    switch format {
                    case .text: ReplayLine(decision.ritm, verdict).lines.forEach { print($0) }
                    case .json: print(try JSONLine.text(of: ReplayLine(decision.ritm, verdict)))
                    }
                }
                guard let end = page.last else { break }
                last = end
            }
            if format == .text { print(tally.text) }
        }
    }
}
