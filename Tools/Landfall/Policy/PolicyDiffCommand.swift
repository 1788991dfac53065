import ArgumentParser
import Domain
import Fleet

struct PolicyDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Tells what another version of the policy means for people.",
        discussion: """
            Each of the two is a file, at least six characters of the SHA-256 of a version on record, or current: the one in force. \
            Exit 0: they mean the same. 1: they differ. 2: one can't be read.
            """)

    @Argument(help: "The older one.")
    var old: String

    @Argument(help: "The newer one.")
    var new: String

    @Option(help: "text or json: a line for each change.")
    var format = PolicyFormat.text

    func run() async throws {
        let (one, other) = (PolicyReference(old), PolicyReference(new))
        if one.needsDatabase || other.needsDatabase {
            try await Connection.with(.policy) { database in
                let history = PolicyHistory(database: database)
                try tell(try await one.read(history), try await other.read(history))
            }
        } else {
            try tell(try await one.read(nil), try await other.read(nil))
        }
    }

    private func tell(_ old: PolicyFile, _ new: PolicyFile) throws {
        let changes = PolicyDiff.changes(from: old.policy, to: new.policy)
        switch format {
        case .json: for change in changes { print(try JSONLine.text(of: change)) }
        case .text: PolicyDiff.lines(changes).forEach { print($0) }
        }
        if !changes.isEmpty { throw ExitCode(1) }
    }
}
