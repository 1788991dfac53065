import Domain
import Entra
import Fleet

extension FactReader {
    /// What Entra says of the people and groups of a request: who and what it is, then what that leads to. Each of the two is one call, as
    /// long as it has not more than 20 questions.
    ///
    /// - Returns: all but what is on its way, which is known only when the decision is committed.
    /// - Throws: ``Failure``; nothing is decided on half of the facts.
    func directory(for reading: RequestReading, trace: TraceContext) async throws(Failure) -> DirectoryFacts {
        var facts = try await firstFacts(of: reading, trace)
        let lookups = FurtherLookups(reading, facts)
        let answers = await graph.ask(lookups.questions, trace: trace)
        for (question, answer) in zip(lookups.questions, answers) {
            lookups.add(try answer.get(), to: question, &facts)
        }
        return facts
    }

    private func firstFacts(of reading: RequestReading, _ trace: TraceContext) async throws(Failure) -> DirectoryFacts {
        let requester = reading.isForRequester ? nil : reading.requester
        var people = [reading.beneficiary]
        // Two users of ServiceNow can be one person in Entra.
        if let requester, requester != reading.beneficiary { people.append(requester) }
        let groups = reading.groups
        let answers = await graph.ask(
            people.map(DirectoryQuestion.person) + groups.map(DirectoryQuestion.group), trace: trace)
        var found: [PersonKey: PersonFinding] = [:]
        var facts = DirectoryFacts(beneficiary: .missing, groups: [:])
        for (index, answer) in answers.enumerated() {
            switch try answer.get() {
            case .person(let finding): found[people[index]] = finding
            case .group(let group?): facts.groups[groups[index - people.count]] = .found(group)
            case .group(nil): facts.groups[groups[index - people.count]] = .missing
            case .deletedGroup, .groupsNamed, .memberships: break
            }
        }
        facts.beneficiary = found[reading.beneficiary] ?? .missing
        facts.requester = requester.flatMap { found[$0] }
        return facts
    }
}
