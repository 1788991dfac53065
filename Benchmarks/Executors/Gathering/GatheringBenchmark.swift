import BenchmarkSupport
import Foundation
import Postgres

/// Many people into one group: the same requests with calls that are gathered, as by default, and one by one.
struct GatheringBenchmark {
    static let people = 2000
    static let writes = QuotaBenchmark.limit

    let setting: Setting

    static func tenant(root: String) throws -> Tenant {
        var tenant = try Tenant(root: root, people: people, groups: 1)
        tenant.setQuota(writes: writes, resourceUnits: .resourceUnits)
        return tenant
    }

    private static let backlog = Backlog { ($0, 0) }

    /// Prints the figures. False when one misses its goal.
    func run() async throws -> Bool {
        print(
            "\(Self.people) people into one group, one executor; Graph allows \(Self.writes.amount) writes in \(Self.writes.window) s"
        )
        let gathered = try await measure(limit: 20)
        let alone = try await measure(limit: 1)
        let report = GatheringReport(gathered: gathered, alone: alone)
        print(report)
        return report.meetsGoals
    }

    /// - Parameter limit: how many go together.
    private func measure(limit: Int) async throws -> GatheringFigures {
        let start = ContinuousClock.now
        try await setting.graph.reset()
        let settings = [
            "LANDFALL_GATHER_LIMIT": "\(limit)", "LANDFALL_GRAPH_WRITES": Self.writes.setting,
            "LANDFALL_GRAPH_RESOURCE_UNITS": QuotaLimit.resourceUnits.setting,
        ]
        return try await Ground.with(setting) { ground in
            try await setting.withExecutors(1, on: ground, settings: settings) { _ in
                try await Self.backlog.publish(0..<Self.people, to: ground)
                let effects = try await setting.graph.effects(until: Self.people, within: .seconds(300))
                try await untilAllLanded(on: ground)
                return try GatheringFigures(
                    effects: effects, calls: try await setting.graph.calls(), took: ContinuousClock.now - start)
            }
        }
    }

    private func untilAllLanded(on ground: Ground) async throws {
        let database = try ground.database()
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            let rows = try await database.query("SELECT count(*) AS n FROM ledger.runs WHERE outcome = 'landed'")
            if try rows[0].decode("n", as: Int64.self) == Self.people { return }
            guard ContinuousClock.now < deadline else { throw BenchmarkFailure("not all runs have landed in time") }
            try await Task.sleep(for: .milliseconds(500))
        }
    }
}
