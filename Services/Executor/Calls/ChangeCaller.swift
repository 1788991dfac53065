import Domain
import Entra
import Fleet
import Foundation

/// Makes changes in Graph with as few calls as it takes, each with its intent committed before.
///
/// Additions to one group that come within a few milliseconds go into one call of up to 20. That call does all of them or none; where it
/// can't do all, each goes by itself, up to 20 in one batch, and is settled by its own answer. Removals, and additions whose outcome is
/// unknown, go into batches at once.
struct ChangeCaller: Sendable {
    /// Pays for calls out of what Graph allows: returns when they may be made.
    ///
    /// - Throws: ``Domain/Failure`` with ``Domain/Reason/graphThrottled`` when that takes too long.
    typealias Pay = @Sendable (GraphCost) async throws -> Void

    private let additions: Gatherer<GroupID, ChangeRequest, ChangeResult>
    private let others: Gatherer<Int, ChangeRequest, ChangeResult>

    /// - Parameters:
    ///   - rule: what goes together.
    ///   - pay: what has to be done before a call is made.
    init(graph: GraphClient, rule: GatheringRule, pay: @escaping Pay = { _ in }) {
        let calls = Calls(graph: graph, pay: pay)
        additions = Gatherer(limit: rule.limit, window: rule.window) { group, requests in
            await calls.add(requests, to: group)
        }
        others = Gatherer(limit: rule.limit, window: rule.window) { _, requests in
            await calls.change(requests)
        }
    }

    /// Makes a change: commits its intent, calls, and returns what Graph said. Recording that is the caller's.
    ///
    /// - Throws: when nothing was called: ``Domain/Failure``, or what committing the intent threw; and `CancellationError`, after which the
    ///   call may be on its way.
    func make(_ request: ChangeRequest) async throws -> ChangeResult {
        if request.action == .add, request.mayBeGathered {
            return try await additions.add(request, for: request.key.group)
        }
        return try await others.add(request, for: 0)
    }
}

/// The calls for a batch of changes.
private struct Calls: Sendable {
    let graph: GraphClient
    let pay: ChangeCaller.Pay

    typealias Results = [Result<ChangeResult, any Error>]

    /// All additions are to one group.
    func add(_ requests: [ChangeRequest], to group: GroupID) async -> Results {
        // A call for several can name each person once.
        let isOnePersonTwice = Set(requests.map(\.key.user)).count < requests.count
        guard requests.count > 1, !isOnePersonTwice else { return await change(requests) }
        let id = UUID().uuidString.lowercased()
        let intendedAt: ContinuousClock.Instant
        let commits: [Result<Ledger.Intent, any Error>]
        do {
            try await pay(graph.costOfAdding(requests.count))
            intendedAt = .now
            commits = await commit(requests) { _ in id }
        } catch {
            return requests.map { _ in .failure(error) }
        }
        let users = zip(requests, commits).compactMap { request, commit in
            Self.attempt(commit) == nil ? nil : request.key.user
        }
        guard !users.isEmpty else { return commits.map { Self.uncalled($0) } }
        let outcome = await graph.add(
            users, to: group, clientRequestID: id, trace: requests[0].trace, intendedAt: intendedAt)
        switch outcome {
        case .accepted(let correlation): return commits.map { Self.called($0, .accepted(correlation)) }
        case .failed(let failure): return commits.map { Self.called($0, .failed(failure)) }
        case .undecided(let correlation, let detail):
            let failure = Failure(.graphBulkUndecided, detail, correlation: correlation)
            return await changeAlone(requests, commits, failure)
        }
    }

    /// The call for all did nothing: those that were in it go by themselves.
    private func changeAlone(
        _ requests: [ChangeRequest], _ commits: [Result<Ledger.Intent, any Error>], _ failure: Failure
    ) async -> Results {
        let attempts = commits.map(Self.attempt)
        let recorded = await each(Array(zip(requests, attempts))) { request, attempt in
            if let attempt { try await request.recordUndecided(attempt, failure) }
        }
        let indices = requests.indices.filter { index in
            guard attempts[index] != nil, case .success = recorded[index] else { return false }
            return true
        }
        let results = await change(indices.map { requests[$0] })
        var all = zip(commits, recorded).map { commit, recorded -> Result<ChangeResult, any Error> in
            if case .failure(let error) = recorded { return .failure(error) }
            return Self.uncalled(commit)
        }
        for (index, result) in zip(indices, results) {
            all[index] = result.map { result in
                var result = result
                result.undecided = attempts[index].map { .init(attempt: $0, failure: failure) }
                return result
            }
        }
        return all
    }

    /// Each change by itself, all in one batch.
    func change(_ requests: [ChangeRequest]) async -> Results {
        guard !requests.isEmpty else { return [] }
        let ids = requests.map { _ in UUID().uuidString.lowercased() }
        let intendedAt: ContinuousClock.Instant
        let commits: [Result<Ledger.Intent, any Error>]
        do {
            try await pay(GraphCost.change * requests.count)
            intendedAt = .now
            commits = await commit(requests) { ids[$0] }
        } catch {
            return requests.map { _ in .failure(error) }
        }
        let indices = commits.indices.filter { Self.attempt(commits[$0]) != nil }
        let outcomes = await graph.change(
            indices.map { requests[$0].change(ids[$0]) }, trace: requests[0].trace, intendedAt: intendedAt)
        var results = commits.map { Self.uncalled($0) }
        for (index, outcome) in zip(indices, outcomes) { results[index] = Self.called(commits[index], outcome) }
        return results
    }

    // MARK: - Parts

    private func commit(
        _ requests: [ChangeRequest], id: @escaping @Sendable (Int) -> String
    ) async -> [Result<Ledger.Intent, any Error>] {
        await each(Array(requests.enumerated())) { index, request in try await request.commit(id(index)) }
    }

    /// Does the same with each at once; the outcomes are in their order.
    private func each<Element: Sendable, Outcome: Sendable>(
        _ elements: [Element], _ body: @escaping @Sendable (Element) async throws -> Outcome
    ) async -> [Result<Outcome, any Error>] {
        await withTaskGroup(of: (Int, Result<Outcome, any Error>).self) { group in
            for (index, element) in elements.enumerated() {
                group.addTask {
                    do {
                        return (index, .success(try await body(element)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func attempt(_ commit: Result<Ledger.Intent, any Error>) -> LedgerAttempt? {
        if case .success(.committed(let attempt)) = commit { attempt } else { nil }
    }

    private static func called(
        _ commit: Result<Ledger.Intent, any Error>, _ outcome: MembershipWriteOutcome
    ) -> Result<ChangeResult, any Error> {
        guard let attempt = attempt(commit) else { return uncalled(commit) }
        return .success(ChangeResult(outcome: .called(attempt, outcome)))
    }

    /// For one whose intent was not committed.
    private static func uncalled(_ commit: Result<Ledger.Intent, any Error>) -> Result<ChangeResult, any Error> {
        switch commit {
        case .success(.committed): .failure(Failure(.serviceDefect, "an intent was committed, and nothing was called"))
        case .success(let other): .success(ChangeResult(outcome: .uncalled(other)))
        case .failure(let error): .failure(error)
        }
    }
}
