import ArgumentParser
import Domain
import Fleet
import Foundation

struct PolicyTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Puts cases to a policy: this person, this item, what is to come of it.",
        discussion: """
            Nothing is looked up anywhere: a case says what ServiceNow and Entra say. Exit 0: all is as expected. 1: something isn't. \
            2: a file can't be used.
            """)

    @Argument(help: "The policy file.")
    var file: String

    @Option(help: "The file of cases; else that beside the policy: of policy.yaml, policy.cases.yaml.")
    var cases: String?

    @Flag(help: "Tell also of each case that is as expected, and what every rule said.")
    var verbose = false

    @Option(help: "text or json.")
    var format = PolicyFormat.text

    func run() throws {
        let path = cases ?? Self.casePath(beside: file)
        let run = CaseRun(
            policy: try PolicyReference.parse(PolicyReference.contents(of: file), file), file: try caseFile(path))
        let results = run.results()
        switch format {
        case .json: print(try JSONLine.text(of: results))
        case .text: Self.lines(results, verbose: verbose).forEach { print($0) }
        }
        if results.contains(where: { !$0.isAsExpected }) { throw ExitCode(1) }
    }

    static func casePath(beside policy: String) -> String {
        for ending in [".yaml", ".yml"] where policy.hasSuffix(ending) {
            return policy.dropLast(ending.count) + ".cases" + ending
        }
        return policy + ".cases.yaml"
    }

    static func lines(_ results: [CaseRun.Result], verbose: Bool) -> [String] {
        var lines: [String] = []
        for result in results where verbose || !result.isAsExpected {
            lines += WrappedText.lines(
                "\(result.isAsExpected ? "ok  " : "FAIL") \(result.name)", indentation: 0, hanging: 5)
            for difference in result.differences {
                lines += WrappedText.lines("\(difference.what): expected \(difference.expected)")
                lines += WrappedText.lines("\(difference.what): found    \(difference.found)")
            }
            if verbose || !result.isAsExpected { lines += FindingLines.lines(result.findings) }
        }
        let failed = results.count { !$0.isAsExpected }
        let total = Count.text(results.count, "case")
        return lines + [failed == 0 ? "\(total): all as expected" : "\(total): \(failed) not as expected"]
    }

    private func caseFile(_ path: String) throws -> CaseFile {
        let data = try PolicyReference.contents(of: path)
        do throws(PolicyFileError) {
            return try CaseFile.read(data)
        } catch {
            PolicyCheckCommand.lines(error.problems, in: path).forEach(Complaint.tell)
            throw ExitCode(2)
        }
    }
}
