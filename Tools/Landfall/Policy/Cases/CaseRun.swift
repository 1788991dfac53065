import Domain
import Fleet
import Foundation

/// Puts cases to a policy: no I/O, no clock.
struct CaseRun {
    /// What came of a case.
    struct Result: Encodable {
        var name: String
        /// Empty: all is as expected.
        var differences: [CaseDifference]
        /// What every rule said.
        var findings: [RuleFinding]

        var isAsExpected: Bool { differences.isEmpty }

        enum CodingKeys: String, CodingKey {
            case name
            case differences
            case findings
        }
    }

    let policy: PolicyFile
    let file: CaseFile

    func results() -> [Result] { file.cases.map(result) }

    func result(of one: PolicyCase) -> Result {
        do throws(CaseMistake) {
            let outcome = try outcome(of: one)
            return Result(
                name: one.name, differences: one.expect.differences(from: outcome), findings: outcome.findings)
        } catch {
            let difference = CaseDifference(
                what: "case", expected: "names that the policy has", found: error.description)
            return Result(name: one.name, differences: [difference], findings: [])
        }
    }

    private func outcome(of one: PolicyCase) throws(CaseMistake) -> PolicyOutcome {
        let ticket = try CaseTicket(one.ticket, policy: policy.policy, people: file.people).record
        let facts = try directory(one)
        return PolicyOutcome.decide(
            ticket, facts, by: policy.policy, version: policy.version,
            at: one.now?.date ?? file.now ?? CaseFile.standardNow)
    }

    private func directory(_ one: PolicyCase) throws(CaseMistake) -> DirectoryFacts {
        let facts = one.facts
        var groups: [GroupID: GroupFinding] = [:]
        for entitlement in policy.policy.catalogItems.flatMap(\.entitlements) {
            groups[entitlement.group] = CaseGroup.plain.finding(of: entitlement)
        }
        for (name, state) in facts?.groups ?? [:] {
            let entitlement = try self.entitlement(name)
            groups[entitlement.group] = state.finding(of: entitlement)
        }
        func ids(_ names: [String]?) throws(CaseMistake) -> Set<GroupID> {
            var ids: Set<GroupID> = []
            for name in names ?? [] { ids.insert(try entitlement(name).group) }
            return ids
        }
        let beneficiary = one.ticket.beneficiary
        let requester = one.ticket.requester ?? beneficiary
        return DirectoryFacts(
            beneficiary: file.people[beneficiary]?.finding(beneficiary) ?? .missing,
            requester: requester == beneficiary ? nil : file.people[requester]?.finding(requester),
            groups: groups, memberOf: try ids(facts?.has), onTheWay: try ids(facts?.onTheWay),
            requesterMemberOf: Set(facts?.requesterIn ?? []))
    }

    private func entitlement(_ name: String) throws(CaseMistake) -> Entitlement {
        let all = policy.policy.catalogItems.flatMap(\.entitlements)
        guard let entitlement = all.first(where: { $0.name == name }) else {
            throw CaseMistake(description: "“\(name)” is no entitlement of the policy")
        }
        return entitlement
    }
}

/// A case that the policy has no words for.
struct CaseMistake: Error, CustomStringConvertible {
    var description: String
}
