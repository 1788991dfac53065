import ArgumentParser
import Domain
import Fleet
import Foundation

struct PolicyApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Puts a policy in force: the services follow without a restart.",
        discussion: """
            A policy with problems is refused. One that is in force already stays as it is. To go back to an older version, apply it \
            again, by its file or by the beginning of its name. Exit 0: it is in force. 2: it isn't, or that isn't known; apply it again.
            """)

    @Argument(help: "The policy file, or at least six characters of the SHA-256 of a version on record.")
    var policy: String

    @Option(help: "Who stands for it: a name, or an address.")
    var author: String

    func validate() throws {
        guard !author.allSatisfy(\.isWhitespace), author.count <= 200, !author.contains(where: \.isNewline) else {
            throw ValidationError("--author must be a name of 1 to 200 characters in one line")
        }
    }

    func run() async throws {
        let reference = PolicyReference(policy)
        let local = reference.needsDatabase ? nil : try await reference.read(nil)
        try await Connection.with(.applyPolicy) { database in
            let history = PolicyHistory(database: database)
            let file: PolicyFile
            if let local { file = local } else { file = try await reference.read(history) }
            print(Self.text(of: try await history.apply(file, author: author)))
        }
    }

    static func text(of application: PolicyHistory.Application) -> String {
        let entry = application.entry
        let name = "version \(entry.version.prefix(12)) (entry \(entry.number))"
        guard application.isNew else {
            return "Nothing to do: \(name) is in force since \(Moment.text(of: entry.appliedAt)), by \(entry.author)."
        }
        let before =
            application.replaced.map { "It replaces \($0.version.prefix(12)), by \($0.author)." }
            ?? "It is the first: from now on the services' policy files don't count any more."
        return "In force: \(name).\n\(before)"
    }
}
