import BenchmarkSupport
import Foundation

/// How much of a quota of writes is used over a backlog, by executors that share it and, beside them, by workers that don't.
struct QuotaBenchmark {
    /// A window of ten seconds instead of 150, at three times the published rate, so that a run has some windows.
    static let limit = QuotaLimit(amount: 600, window: 10)
    static let requests = 3000
    static let fleets = [1, 2, 4, 8, 16]
    /// How long the workers are watched.
    static let peerSeconds = 20

    let setting: Setting

    /// Each request adds another person to another group, so that no two can be made by one call.
    static func tenant(root: String) throws -> Tenant {
        var tenant = try Tenant(root: root, people: requests, groups: requests)
        tenant.setQuota(writes: limit, resourceUnits: .resourceUnits)
        return tenant
    }

    private static let backlog = Backlog { ($0, $0) }

    /// Beside the limits, everything is as it is by default: the verification too, whose reads are paid for.
    private static let settings = [
        "LANDFALL_GRAPH_WRITES": limit.setting, "LANDFALL_GRAPH_RESOURCE_UNITS": QuotaLimit.resourceUnits.setting,
    ]

    /// Prints the figures. False when one misses its goal.
    func run() async throws -> Bool {
        print(QuotaTables.introduction)
        print(QuotaTables.wholeHead)
        var isMet = true
        for count in Self.fleets {
            let figures = try await wholeBacklog(executors: count)
            isMet = isMet && figures.meetsGoals
            print(QuotaTables.row(count, figures))
        }
        print(QuotaTables.peerHead)
        for count in Self.fleets {
            let asTold = try await workers(count, isWholeSeconds: false)
            print(QuotaTables.row(count, asTold, try await workers(count, isWholeSeconds: true)))
        }
        print(QuotaTables.halvedHead)
        for count in Self.fleets {
            let figures = try await halved(executors: count)
            isMet = isMet && figures.meetsGoals
            print(QuotaTables.row(count, figures))
        }
        return isMet
    }

    private func wholeBacklog(executors count: Int) async throws -> QuotaFigures {
        try await measure(executors: count) { start in
            let shortest =
                Double(Self.requests - Self.limit.amount) * Double(Self.limit.window)
                / Double(Self.limit.amount)
            let effects = try await setting.graph.effects(until: Self.requests, within: .seconds(3 * shortest))
            return try QuotaFigures(
                effects: effects, calls: try await setting.graph.calls(), limit: Self.limit,
                took: ContinuousClock.now - start)
        }
    }

    private func halved(executors count: Int) async throws -> HalvedFigures {
        try await measure(executors: count) { start in
            let window = Self.limit.window
            // One window's use, and it is as full as the executors keep it.
            let before = try await setting.graph.effects(until: 2 * Self.limit.amount, within: .seconds(4 * window))
            try await setting.graph.setWrites(Self.limit.halved)
            let halvedAt = Date()
            try await Task.sleep(for: .seconds(HalvedFigures.windows * window))
            let effects = before + (try await setting.graph.effects(after: before.count))
            return try HalvedFigures(
                effects: effects, calls: try await setting.graph.calls(), limit: Self.limit.halved, halvedAt: halvedAt,
                took: ContinuousClock.now - start)
        }
    }

    /// Puts the backlog before executors that are ready.
    private func measure<Figures>(
        executors count: Int, _ body: (ContinuousClock.Instant) async throws -> Figures
    ) async throws -> Figures {
        let start = ContinuousClock.now
        try await setting.graph.reset()
        return try await Ground.with(setting) { ground in
            try await setting.withExecutors(count, on: ground, settings: Self.settings) { _ in
                try await Self.backlog.publish(0..<Self.requests, to: ground)
                return try await body(start)
            }
        }
    }

    private func workers(_ count: Int, isWholeSeconds: Bool) async throws -> PeerFigures {
        try await setting.graph.reset()
        let workers = try await RetryingWorkers(
            setting: setting, additions: 0..<Self.requests, isWholeSeconds: isWholeSeconds)
        let start = ContinuousClock.now
        let outcome = try await workers.run(count, for: .seconds(Self.peerSeconds))
        let time = ContinuousClock.now - start
        let figures = try QuotaFigures(
            effects: try await setting.graph.effects(after: 0), calls: try await setting.graph.calls(),
            limit: Self.limit, watched: time / .seconds(1), took: time)
        return PeerFigures(figures: figures, outcome: outcome)
    }
}
