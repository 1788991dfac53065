import ArgumentParser
import Domain
import Foundation
import TestSupport
import Testing

@testable import Fleet
@testable import Landfall
@testable import Validator

@Suite("The commands about policies")
struct PolicyCommandTests {
    @Test("A policy is named by its file, by the beginning of its version, or as the current one")
    func references() {
        #expect(PolicyReference("current") == .current)
        #expect(PolicyReference("4f3a9c") == .version("4f3a9c"))
        #expect(PolicyReference("4f3a9") == .file("4f3a9"))
        #expect(PolicyReference("4F3A9C") == .file("4F3A9C"))
        #expect(PolicyReference("policy.yaml") == .file("policy.yaml"))
        #expect(!PolicyReference("policy.yaml").needsDatabase && PolicyReference("current").needsDatabase)
    }

    @Test("What is on record is read by the beginning of its name; what isn't, or isn't clear, is told")
    func read() async throws {
        try await TestDatabase.with("policy", PolicySchema.migrations) { database in
            let history = PolicyHistory(database: database)
            await #expect(throws: PolicyTrouble.self) { try await PolicyReference.current.read(history) }
            let policy = try Examples.policy()
            _ = try await history.apply(policy, author: "Ana")
            #expect(try await PolicyReference.current.read(history).version == policy.version)
            let prefix = String(policy.version.prefix(8))
            #expect(try await PolicyReference.version(prefix).read(history).version == policy.version)
            await #expect(throws: PolicyTrouble.self) { try await PolicyReference.version("000000").read(history) }
            let other = try Examples.policy { $0 += "# other\n" }
            _ = try await history.apply(other, author: "Ana")
            await #expect(throws: PolicyTrouble.self) { try await PolicyReference.version("").read(history) }
        }
    }

    @Test("Problems are shown under their places, in 80 columns")
    func problems() {
        let problem = PolicyProblem(
            path: "catalog_items[0].entitlements[0].approval_stages[0].approvers",
            message: "names nobody, so nobody could decide; name manager, owner, members_of or people",
            place: .init(line: 12, column: 7))
        let lines = PolicyCheckCommand.lines([problem, PolicyProblem(path: "", message: "it is empty")], in: "p.yaml")
        #expect(lines[0] == "p.yaml:12:7")
        #expect(lines.suffix(3) == ["p.yaml", "    it is empty", "2 problems"])
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(PolicyCheckCommand.lines([], in: "p.yaml").isEmpty)
    }

    @Test("An application says what it replaces, or that there was nothing to do")
    func applied() {
        let at = Date(timeIntervalSince1970: 1_795_774_800)
        let entry = PolicyEntry(number: 2, version: String(repeating: "ab", count: 32), author: "Ana", appliedAt: at)
        let before = PolicyEntry(number: 1, version: String(repeating: "cd", count: 32), author: "Ben", appliedAt: at)
        #expect(
            PolicyApplyCommand.text(of: .init(entry: entry, replaced: before, isNew: true))
                == "In force: version abababababab (entry 2).\nIt replaces cdcdcdcdcdcd, by Ben.")
        #expect(
            PolicyApplyCommand.text(of: .init(entry: entry, replaced: nil, isNew: true)).contains("It is the first"))
        #expect(
            PolicyApplyCommand.text(of: .init(entry: entry, replaced: nil, isNew: false)).hasPrefix("Nothing to do"))
    }

    @Test("The list of versions fits 80 columns, and names those that only files had")
    func versions() {
        let at = Date(timeIntervalSince1970: 1_795_774_800)
        let line = VersionLine(
            PolicyEntry(
                number: 12_345, version: String(repeating: "ab", count: 32),
                author: String(repeating: "Ana ", count: 20),
                appliedAt: at), isInForce: true, decided: 1_234_567)
        let lines = PolicyVersionsCommand.lines([line], files: [(String(repeating: "cd", count: 32), 3)])
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines)")
        #expect(lines.last == "       cdcdcdcdcdcd  3 decisions")
        #expect(PolicyVersionsCommand.lines([], files: []).count == 1)
    }

    @Test("An author is a name in one line", arguments: ["", "  ", "a\nb", String(repeating: "x", count: 201)])
    func author(_ name: String) {
        #expect(throws: (any Error).self) { try PolicyApplyCommand.parse(["policy.yaml", "--author", name]) }
    }
}
