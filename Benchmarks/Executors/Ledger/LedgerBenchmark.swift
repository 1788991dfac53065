import BenchmarkSupport
import Domain
import Fleet
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
    static let rounds = 5

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
                // The order changes, so that neither always finds the broker that has done more.
                if round % 2 == 0 { report.full.append(try await measure(on: full)) }
                let empty = try await Ground.with(setting) { ground in
                    // Others than in any other round: the simulator keeps what was done, so that what a round has left unproved
                    // can be proved in the next one.
                    let first = Self.backlog + round * Self.shortBacklog
                    try await Self.requests.publish(first..<first + Self.shortBacklog, to: ground)
                    return try await measure(on: ground)
                }
                report.empty.append(empty)
                if round % 2 == 1 { report.full.append(try await measure(on: full)) }
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
        let done = try await setting.graph.effects(after: 0).count
        // Of what earlier rounds have stated: the Auditor, which takes it, isn't there.
        await ground.purge([.record, .settle], setting)
        return try await setting.withExecutors(1, on: ground, settings: Self.settings) { fleet in
            let times = try await provedAt(after: done, on: ground)
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
    /// - Parameter done: how many writes took effect before.
    /// - Returns: when each was, by the ledger, in ascending order.
    private func provedAt(after done: Int, on ground: Ground) async throws -> [Date] {
        let wanted = Self.warmUp + Self.operations
        let database = try ground.database()
        let graph = setting.graph
        var open = try keys(of: try await graph.effects(after: done, until: wanted, within: .seconds(600)))
        var known = open.count
        var times: [Date] = []
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            // Each by itself, and none twice: the executor shares the database.
            let rows = try await database.query(
                """
                SELECT o.key, o.changed_at FROM unnest(\(open)) AS wanted (key)
                    CROSS JOIN LATERAL (SELECT * FROM ledger.operations WHERE key = wanted.key LIMIT 1) AS o
                WHERE o.state = 'verified'
                """)
            times += try rows.map { try $0.decode("changed_at") }
            if times.count >= wanted { return times.sorted() }
            guard ContinuousClock.now < deadline else {
                throw BenchmarkFailure("only \(times.count) of \(known) operations are verified")
            }
            let proved = Set(try rows.map { try $0.decode("key", as: String.self) })
            try await Task.sleep(for: .milliseconds(500))
            let effects = try await graph.effects(after: done + known)
            known += effects.count
            open = open.filter { !proved.contains($0) } + (try keys(of: effects))
        }
    }

    /// The operations of these changes, each of which has to be a new one: the other way round of what `requests` says.
    private func keys(of effects: [SimulatedGraph.Effect]) throws -> [String] {
        try WriteLog.insistExact(effects)
        func number(_ id: String?) -> Int { Int(id?.split(separator: "-").last ?? "") ?? 0 }
        return try effects.map { effect in
            let (person, group) = (number(effect.memberID), number(effect.groupID))
            let lap = (person - group + Self.groups) % Self.groups
            return try Self.requests.key(lap * Self.groups + group).description
        }
    }
}
