import BenchmarkSupport
import Domain
import Foundation
import Postgres

/// What an executor needs for an operation, with an empty ledger and a short backlog, and with a full ledger and a long one.
struct LedgerBenchmark {
    static let settled = 1_000_000
    static let backlog = 100_000
    /// Not measured: connections are opened, statements prepared, queues filled.
    static let warmUp = 500
    static let operations = 5000
    /// What stands before the other: more than is done, so that nobody ever waits for work.
    static let shortBacklog = 10_000
    static let rounds = 3

    private static let groups = 2000

    let setting: Setting

    static func tenant(root: String) throws -> Tenant {
        var tenant = try Tenant(root: root, people: groups, groups: groups)
        tenant.setQuota(writes: .none, resourceUnits: .none)
        tenant.dropLag()
        return tenant
    }

    /// No two that follow one another are of one person or one group, so that each takes a call of its own.
    private static let requests = Backlog { (($0 + $0 / groups) % groups, $0 % groups) }

    /// Nothing is waited for on purpose, so that an operation is proved in the same stretch of time.
    private static let settings = [
        "LANDFALL_GRAPH_WRITES": QuotaLimit.none.setting, "LANDFALL_GRAPH_RESOURCE_UNITS": QuotaLimit.none.setting,
        "LANDFALL_VERIFY_FIRST_DELAY": "0s", "LANDFALL_VERIFY_INTERVAL": "0s",
    ]

    /// Prints the figures. False when one misses its goal.
    func run() async throws -> Bool {
        print(
            """
            One executor, \(Self.operations) operations, each one person into another group, verified.
            empty: an empty ledger, \(Self.shortBacklog) requests in the queue
            full: \(Self.settled) settled operations, \(Self.backlog) requests in the queue

            """)
        let report = try await Ground.with(setting) { full in
            try await fill(full)
            var report = LedgerReport()
            for round in 1...Self.rounds {
                let empty = try await Ground.with(setting) { ground in
                    try await Self.requests.publish(0..<Self.shortBacklog, to: ground)
                    return try await measure(on: ground)
                }
                report.empty.append(empty)
                report.full.append(try await measure(on: full))
                print(report.round(round))
            }
            return report
        }
        print(report)
        return report.meetsGoals
    }

    private func fill(_ ground: Ground) async throws {
        let start = ContinuousClock.now
        // The executor makes its tables.
        try await setting.withExecutors(1, on: ground, settings: Self.settings) { _ in }
        try await SettledOperations(sample: try Self.requests.event(0)).fill(try ground.database(), count: Self.settled)
        try await Self.requests.publish(0..<Self.backlog, to: ground)
        print("ledger and queue were filled in \(Int((ContinuousClock.now - start) / .seconds(1))) s")
    }

    private func measure(on ground: Ground) async throws -> LedgerFigures {
        let start = ContinuousClock.now
        try await setting.graph.reset()
        return try await setting.withExecutors(1, on: ground, settings: Self.settings) { fleet in
            let times = try await provedAt(on: ground)
            guard let memory = fleet.figures.peakMemory()[fleet.processes[0].name] else {
                throw BenchmarkFailure("the executor has ended")
            }
            let time = times[Self.warmUp + Self.operations - 1].timeIntervalSince(times[Self.warmUp - 1])
            return LedgerFigures(
                memory: memory, milliseconds: time * 1000 / Double(Self.operations), took: ContinuousClock.now - start)
        }
    }

    /// Waits until enough operations are proved.
    ///
    /// - Returns: when each was, by the ledger, in ascending order.
    private func provedAt(on ground: Ground) async throws -> [Date] {
        let wanted = Self.warmUp + Self.operations
        var effects = try await setting.graph.effects(until: wanted, within: .seconds(600))
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            try WriteLog.insistExact(effects)
            let rows = try await ground.database().query(
                """
                SELECT changed_at FROM ledger.operations WHERE key = ANY(\(try keys(of: effects))) AND state = 'verified'
                ORDER BY changed_at
                """)
            if rows.count >= wanted { return try rows.map { try $0.decode("changed_at") } }
            guard ContinuousClock.now < deadline else {
                throw BenchmarkFailure("only \(rows.count) of \(effects.count) operations are verified")
            }
            try await Task.sleep(for: .milliseconds(250))
            effects += try await setting.graph.effects(after: effects.count)
        }
    }

    /// The operations of these changes: the other way round of what `requests` says.
    private func keys(of effects: [SimulatedGraph.Effect]) throws -> [String] {
        func number(_ id: String?) -> Int { Int(id?.split(separator: "-").last ?? "") ?? 0 }
        return try effects.map { effect in
            let (person, group) = (number(effect.memberID), number(effect.groupID))
            let lap = (person - group + Self.groups) % Self.groups
            return try Self.requests.key(lap * Self.groups + group).description
        }
    }
}
