import Domain
import Entra
import Foundation

/// Reads people and memberships from Entra, each once, twenty in a call, at a bounded pace.
actor DirectoryReader {
    enum Person: Hashable {
        case found(DirectoryUser)
        case missing
        case unreadable(String)
    }

    enum Membership: Hashable {
        case known(Bool)
        case groupMissing
        case unreadable(String)
    }

    private let graph: GraphClient
    private let caller: Caller
    private let now: @Sendable () -> Date
    private var pace: Pace
    private var people: [String: Person] = [:]
    private var memberships: [MembershipQuestion: Membership] = [:]

    /// - Parameter rate: resource units of Graph's quota that may be taken in a second.
    init(graph: GraphClient, caller: Caller, rate: Int, now: @escaping @Sendable () -> Date) {
        self.graph = graph
        self.caller = caller
        self.now = now
        self.pace = Pace(rate: Double(rate))
    }

    /// Ends a search at its start whose app lacks a permission.
    ///
    /// - Throws: ``GapProblem``
    func checkPermissions() async throws {
        guard let roles = try await roles() else { return }
        let missing = GrantedRoles(roles).missingForReading
        guard missing.isEmpty else {
            throw GapProblem(
                "the app lacks \(missing.joined(separator: " and ")): give it the application permissions "
                    + "\(GapProblem.permissions) in Entra, and grant admin consent")
        }
    }

    /// Nil: they can't be read, and may be good all the same; the calls will tell.
    private func roles() async throws -> Set<String>? {
        var rule = RetryRule()
        while true {
            do throws(Failure) {
                return try await graph.roles()
            } catch {
                if error.reason == .graphUnreadable { return nil }
                try await caller.wait(after: error, by: &rule, "asking Entra for a token")
            }
        }
    }

    /// Looks people up by their names; each once.
    func look(for names: some Sequence<String>) async throws {
        let unknown = Set(names).filter { people[$0] == nil }.sorted()
        let found = try await settle(unknown, cost: .user, "reading people") { [graph] names in
            await graph.users(principalNames: names, priority: .low)
        } answer: { result -> Person? in
            switch result {
            case .success(let user?): .found(user)
            case .success(nil): .missing
            case .failure(let failure):
                switch failure.reason {
                case .directoryUserMissing: .missing
                case .graphRefused: .unreadable(failure.detail)
                default: nil
                }
            }
        } unreadable: {
            .unreadable($0.detail)
        }
        people.merge(found) { $1 }
    }

    func person(_ name: String) -> Person? { people[name] }

    /// Reads memberships; each once, unless it is to be read again.
    func read(_ questions: some Sequence<MembershipQuestion>, again: Bool = false) async throws {
        let open = Set(questions).filter { again || memberships[$0] == nil }
        let ordered = open.sorted { ($0.user, $0.group) < ($1.user, $1.group) }
        let found = try await settle(ordered, cost: .membership, "reading memberships") { [graph] questions in
            await graph.memberships(questions, priority: .low, trace: nil)
        } answer: { result -> Membership? in
            switch result {
            case .success(let reading): .known(reading.isMember)
            case .failure(let failure):
                switch failure.reason {
                case .directoryGroupMissing: .groupMissing
                case .graphRefused: .unreadable(failure.detail)
                default: nil
                }
            }
        } unreadable: {
            .unreadable($0.detail)
        }
        memberships.merge(found) { $1 }
    }

    func membership(_ question: MembershipQuestion) -> Membership? { memberships[question] }

    /// Asks until every question has its answer.
    ///
    /// - Parameters:
    ///   - answer: nil for what is no answer to the question.
    ///   - unreadable: what stands in for the answer to a question whose answers can't be read, though those to others can.
    /// - Throws: ``GapProblem``; `CancellationError`.
    private func settle<Question: Hashable & Sendable, Result: Sendable, Answer>(
        _ questions: [Question], cost: GraphCost, _ purpose: String,
        ask: @Sendable ([Question]) async -> [Swift.Result<Result, Failure>],
        answer: (Swift.Result<Result, Failure>) -> Answer?, unreadable: (Failure) -> Answer
    ) async throws -> [Question: Answer] {
        var answers: [Question: Answer] = [:]
        var open = questions[...]
        var rule = RetryRule()
        while !open.isEmpty {
            let batch = Array(open.prefix(GraphClient.maximumAtOnce))
            let results = try await asked(batch, cost, ask)
            var failures: [(question: Question, failure: Failure)] = []
            for (question, result) in zip(batch, results) {
                if let answer = answer(result) {
                    answers[question] = answer
                } else if case .failure(let failure) = result {
                    failures.append((question, failure))
                }
            }
            open = failures.map(\.question) + open.dropFirst(batch.count)
            guard let worst = failures.map(\.failure).max(by: Self.isMilder) else {
                rule = RetryRule()
                continue
            }
            do {
                try await caller.wait(after: worst, by: &rule, purpose)
            } catch let problem as GapProblem {
                // A network in the way of all of them is a reason to stop; an odd answer about one of them isn't.
                guard worst.reason == .graphUnreadable, failures.count < max(batch.count, 2) else { throw problem }
                for (question, failure) in failures { answers[question] = unreadable(failure) }
                open = open.dropFirst(failures.count)
                rule = RetryRule()
            }
        }
        return answers
    }

    /// Asks some questions in one call, when it is time to.
    private func asked<Question: Sendable, Result: Sendable>(
        _ batch: [Question], _ cost: GraphCost,
        _ ask: @Sendable ([Question]) async -> [Swift.Result<Result, Failure>]
    ) async throws -> [Swift.Result<Result, Failure>] {
        let wait = pace.wait(for: cost.resourceUnits * batch.count, isShort: caller.tally.isQuotaShort, at: now())
        if wait > .zero { try await caller.pause(wait) }
        caller.tally.countGraph()
        let results = await ask(batch)
        try Task.checkCancellation()
        return results
    }

    /// What is permanent is worst; then what lies with all calls; then what asks for the longest wait.
    private static func isMilder(_ left: Failure, _ right: Failure) -> Bool {
        func weight(_ failure: Failure) -> Double {
            if failure.kind == .permanent { return .infinity }
            return failure.reason == .graphUnreadable ? -1 : failure.retryAfterSeconds ?? 0
        }
        return weight(left) < weight(right)
    }
}
