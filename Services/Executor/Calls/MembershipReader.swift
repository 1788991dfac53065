import Domain
import Entra
import Fleet

/// Reads memberships: questions that come within a few milliseconds travel in one call of up to 20.
struct MembershipReader: Sendable {
    private let questions: Gatherer<Int, (question: MembershipQuestion, trace: TraceContext), MembershipReading>

    /// - Parameters:
    ///   - rule: what goes together.
    ///   - priority: which of its calls Graph is to refuse first when the quota runs short.
    ///   - pay: what has to be done before a call is made.
    init(
        graph: GraphClient, rule: GatheringRule, priority: GraphPriority = .normal,
        pay: @escaping ChangeCaller.Pay = { _ in }
    ) {
        questions = Gatherer(limit: rule.limit, window: rule.window) { _, questions in
            do {
                try await pay(GraphCost.membership * questions.count)
            } catch {
                return questions.map { _ in .failure(error) }
            }
            return await graph.memberships(
                questions.map(\.question), priority: priority, trace: questions[0].trace
            ).map { result in
                switch result {
                case .success(let reading): .success(reading)
                case .failure(let failure): .failure(failure)
                }
            }
        }
    }

    /// Whether a person is a direct member of a group.
    ///
    /// - Throws: ``Domain/Failure``; `CancellationError`.
    func membership(of user: UserID, in group: GroupID, trace: TraceContext) async throws -> MembershipReading {
        try await questions.add((MembershipQuestion(user: user, group: group), trace), for: 0)
    }
}
