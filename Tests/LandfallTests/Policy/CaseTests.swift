import Domain
import Fleet
import Foundation
import Testing

@testable import Landfall

@Suite("Cases of a policy")
struct CaseTests {
    private static func problems(_ text: String) -> [String] {
        do throws(PolicyFileError) {
            _ = try CaseFile.read(Data(text.utf8))
            return []
        } catch {
            return error.problems.map { "\($0.path): \($0.message)" }
        }
    }

    @Test("The example's are at least 60, and all come out as expected")
    func example() throws {
        let results = CaseRun(policy: try Examples.policy(), file: try Examples.cases()).results()
        #expect(results.count >= 60)
        for result in results { #expect(result.isAsExpected, "\(result.name): \(result.differences)") }
    }

    @Test("Every rule speaks in them, and passes somewhere as well as it blocks")
    func everyRule() throws {
        let results = CaseRun(policy: try Examples.policy(), file: try Examples.cases()).results()
        let findings = results.flatMap(\.findings)
        for rule in RuleFinding.Rule.allCases {
            #expect(findings.contains { $0.rule == rule && $0.reason == nil }, "\(rule) never passes")
            #expect(findings.contains { $0.rule == rule && $0.reason != nil }, "\(rule) never blocks")
        }
    }

    @Test("Every reason of the policy's and the directory's is given in some case, by name")
    func everyReason() throws {
        let expected = Set(try Examples.cases().cases.compactMap(\.expect.blocked))
        // That hours never meet is seen when a run is to begin, and not by a decision.
        for reason in Reason.allCases
        where reason.rawValue.hasPrefix("policy.") && reason != .policyHoursNeverMeet
            || reason.rawValue.hasPrefix("directory.")
        {
            #expect(expected.contains(reason.rawValue), "\(reason.rawValue)")
        }
    }

    @Test("Each expectation that is wrong is told, with what was expected and what was found")
    func wrong() throws {
        let text = """
            people: { ana: { user_type: Member } }
            cases:
              - name: one
                ticket: { item: Team access, for: ana, asks: [TEAM-LAB] }
                expect:
                  planned: { entitlements: [TEAM-WIKI], risk: high, stages: [], until: "2027-01-01", emergency: true, change_windows: 1, calendar: none, fulfilment: item }
              - name: two
                ticket: { item: Team access, for: ana, asks: [TEAM-LAB] }
                facts: { groups: { TEAM-LAB: missing } }
                expect: { blocked: policy.conflict, rule: conflict, owner: Service desk }
              - name: three
                ticket: { item: Team access, for: ana, asks: [TEAM-LAB] }
                expect: { blocked: policy.conflict }
              - name: four
                ticket: { item: Team access, for: ana, asks: [TEAM-LAB] }
                facts: { has: [TEAM-PARTY] }
                expect: { planned: {} }
            """
        let run = CaseRun(policy: try Examples.policy(), file: try CaseFile.read(Data(text.utf8)))
        let results = run.results()
        #expect(
            results[0].differences.map(\.what) == [
                "entitlements", "risk", "stages", "until", "emergency", "change windows", "calendar", "fulfilment",
            ])
        #expect(results[0].differences[1] == CaseDifference(what: "risk", expected: "high", found: "low"))
        #expect(results[1].differences.map(\.what) == ["reason", "rule", "owner"])
        #expect(results[1].differences[0].found.hasPrefix("directory.group_missing: "))
        #expect(results[2].differences.map(\.what) == ["outcome"])
        #expect(results[2].differences[0].found.hasPrefix("planned: "))
        #expect(results[3].differences.map(\.found) == ["“TEAM-PARTY” is no entitlement of the policy"])
        let lines = PolicyTestCommand.lines(results, verbose: true)
        #expect(lines.last == "4 cases: 4 not as expected")
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.filter { $0.count > 80 })")
    }

    @Test("A slip in a file of cases is named by its place: it would test something else")
    func slips() throws {
        let good = """
            people: { ana: {} }
            cases:
              - { name: one, ticket: { item: Team access, for: ana, asks: [TEAM-WIKI] }, expect: { planned: {} } }

            """
        #expect(Self.problems(good) == [])
        for (old, new, expected) in [
            ("asks:", "ask:", "cases[0].ticket.ask: is not a key that a file of cases has here; is “asks” meant?"),
            ("for: ana", "for: anna", "cases[0].ticket.for: “anna” is none of the people of this file"),
            ("for: ana", "for: ana, by: ben", "cases[0].ticket.by: “ben” is none of the people of this file"),
            ("{ planned: {} }", "{}", "cases[0].expect: must say either planned or blocked"),
            ("{ planned: {} }", "{ planned: {}, owner: x }", "cases[0].expect: rule and owner go with blocked alone"),
            (
                "{ planned: {} }", "{ blocked: policy.conflicts }",
                "cases[0].expect.blocked: “policy.conflicts” is no reason; is “policy.conflict” meant?"
            ),
            ("ana: {}", "ana: { manager: ben }", "people.ana.manager: “ben” is none of the people of this file"),
            ("ana: {}", "ana: { enabled: 2 }", "people.ana.enabled: “2” must be true or false"),
        ] {
            #expect(Self.problems(good.replacing(old, with: new)) == [expected])
        }
        let twice = good + "  - { name: one, ticket: { item: Team access, for: ana }, expect: { planned: {} } }\n"
        #expect(Self.problems(twice) == ["cases[1].name: there is another case of this name"])
    }

    @Test("The file of cases is looked for beside the policy")
    func beside() {
        #expect(PolicyTestCommand.casePath(beside: "a/policy.yaml") == "a/policy.cases.yaml")
        #expect(PolicyTestCommand.casePath(beside: "policy.yml") == "policy.cases.yml")
        #expect(PolicyTestCommand.casePath(beside: "policy") == "policy.cases.yaml")
    }

    @Test("The schemas in the docs are those that the command prints, and the docs name every key")
    func schemas() throws {
        #expect(try Examples.text("policy.schema.json") == PolicySchemaCommand.policySchema.text)
        #expect(try Examples.text("policy-cases.schema.json") == PolicySchemaCommand.caseSchema.text)
        let docs = try Examples.text("policy.md")
        for name in Self.names(Policy.shape) + Self.names(CaseFile.shape) {
            #expect(docs.contains("`\(name)") || docs.contains(".\(name)"), "\(name)")
        }
    }

    private static func names(_ shape: PolicyShape) -> [String] {
        switch shape {
        case .keys(let keys, _): keys.flatMap { [$0.name] + names($0.shape) }
        case .list(let element, _), .names(let element): names(element)
        case .text, .number, .truth: []
        }
    }
}
