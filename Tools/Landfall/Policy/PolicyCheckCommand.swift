import ArgumentParser
import Domain
import Fleet
import Foundation

struct PolicyCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Finds everything that is wrong with a policy file.",
        discussion: "Exit 0: nothing is. 1: something is. 2: the file can't be read.")

    @Argument(help: "The policy file.")
    var file: String

    @Option(help: "text or json.")
    var format = PolicyFormat.text

    func run() throws {
        let data = try PolicyReference.contents(of: file)
        var problems: [PolicyProblem] = []
        do throws(PolicyFileError) {
            let policy = try PolicyFile(data: data)
            if format == .text { print("\(file): \(Self.extent(of: policy.policy)); nothing is wrong with it.") }
        } catch {
            problems = error.problems
        }
        switch format {
        case .text: Self.lines(problems, in: file).forEach { print($0) }
        case .json: print(try JSONLine.text(of: problems.map(ProblemLine.init)))
        }
        if !problems.isEmpty { throw ExitCode(1) }
    }

    /// Each problem under its place, which editors and terminals make a link of.
    static func lines(_ problems: [PolicyProblem], in file: String) -> [String] {
        guard !problems.isEmpty else { return [] }
        return problems.flatMap { problem -> [String] in
            let place = problem.place.map { ":\($0.line):\($0.column)" } ?? ""
            let text = problem.path.isEmpty ? problem.message : "\(problem.path): \(problem.message)"
            return ["\(file)\(place)"] + WrappedText.lines(text)
        } + [Count.text(problems.count, "problem")]
    }

    private static func extent(of policy: Policy) -> String {
        let entitlements = policy.catalogItems.reduce(0) { $0 + $1.entitlements.count }
        return "\(Count.text(policy.catalogItems.count, "item")), \(Count.text(entitlements, "entitlement"))"
    }
}

/// A problem as scripts read it.
struct ProblemLine: Encodable {
    var path: String
    var message: String
    var line: Int?
    var column: Int?

    init(_ problem: PolicyProblem) {
        path = problem.path
        message = problem.message
        line = problem.place?.line
        column = problem.place?.column
    }
}
