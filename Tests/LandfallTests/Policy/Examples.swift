import Domain
import Fleet
import Foundation
import TestSupport

@testable import Landfall

/// The example policy of the docs, and its cases.
enum Examples {
    static func url(_ path: String) throws -> String {
        try TestEnvironment.value("LANDFALL_TEST_SCRIPTS") + "/../docs/" + path
    }

    static func text(_ path: String) throws -> String { try String(contentsOfFile: url(path), encoding: .utf8) }

    static func policy(_ change: (inout String) -> Void = { _ in }) throws -> PolicyFile {
        var text = try text("examples/policy.yaml")
        change(&text)
        return try PolicyFile(data: Data(text.utf8))
    }

    static func cases() throws -> CaseFile { try CaseFile.read(Data(text("examples/policy.cases.yaml").utf8)) }

    /// The example's case of this name, decided by a policy.
    static func outcome(
        _ asks: String, for person: String = "ana", facts: DirectoryFacts? = nil, by policy: PolicyFile
    ) throws -> (DecisionRecord, PolicyOutcome) {
        let people = try cases().people
        let item = asks.hasPrefix("TEAM") ? "Team access" : "Finance access"
        let line = PolicyCase.TicketLine(
            item: item, beneficiary: person, asks: [asks], until: item == "Team access" ? nil : "2026-12-20")
        let record = try CaseTicket(line, policy: policy.policy, people: people).record
        let directory =
            facts
            ?? DirectoryFacts(
                beneficiary: people[person]?.finding(person) ?? .missing,
                groups: Dictionary(
                    policy.policy.catalogItems.flatMap(\.entitlements).filter { $0.name == asks }.map {
                        ($0.group, CaseGroup.plain.finding(of: $0))
                    }
                ) { first, _ in first })
        let outcome = PolicyOutcome.decide(
            record, directory, by: policy.policy, version: policy.version, at: CaseFile.standardNow)
        return (DecisionRecord(ticket: record, directory: directory, at: CaseFile.standardNow), outcome)
    }
}
