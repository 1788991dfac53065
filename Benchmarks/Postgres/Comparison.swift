import Foundation
import Logging
import Postgres

/// Runs both programs in turns and compares the two of each round, so that a change in how fast the machine is meets both.
struct Comparison {
    static let goal = 0.8
    static let rounds = 5

    let uri: String
    let seconds: Int
    let configuration: PostgresConfiguration

    init(uri: String, seconds: Int) throws {
        self.uri = uri
        self.seconds = seconds
        configuration = try PostgresConfiguration(uri: uri)
    }

    /// Prints the rates. False if one is below the goal.
    func run(connections: [Int]) async throws -> Bool {
        let pgbench = try PgBench(uri: uri)
        let setUp = PostgresClient(configuration: configuration, logger: Logger(label: "benchmark"))
        try await setUp.pipeline([
            "DROP TABLE IF EXISTS benchmark_inserts",
            "CREATE TABLE benchmark_inserts (id bigint NOT NULL, name text NOT NULL, at timestamptz NOT NULL DEFAULT now())",
        ])
        var isFastEnough = true
        print(
            "connections    pgbench     client    ratio   (inserts/s, medians of \(Self.rounds) rounds of \(seconds) s)"
        )
        for count in connections {
            var rounds: [(theirs: Double, ours: Double)] = []
            for _ in 0..<Self.rounds {
                try await setUp.query("TRUNCATE benchmark_inserts")
                let theirs = try await pgbench.run(connections: count, seconds: seconds)
                try await setUp.query("TRUNCATE benchmark_inserts")
                rounds.append((theirs, try await clientRate(connections: count)))
            }
            let ratio = Self.median(rounds.map { $0.ours / $0.theirs })
            isFastEnough = isFastEnough && ratio >= Self.goal
            print(
                String(
                    format: "%11d %10.0f %10.0f %7.0f %%", count, Self.median(rounds.map(\.theirs)),
                    Self.median(rounds.map(\.ours)), ratio * 100),
                ratio >= Self.goal ? "" : "  below \(Int(Self.goal * 100)) %")
        }
        try await setUp.query("DROP TABLE benchmark_inserts")
        return isFastEnough
    }

    private static func median(_ numbers: [Double]) -> Double {
        numbers.sorted()[numbers.count / 2]
    }

    private func clientRate(connections: Int) async throws -> Double {
        var configuration = configuration
        configuration.maximumConnections = connections
        let client = PostgresClient(configuration: configuration, logger: Logger(label: "benchmark"))
        // Connections and statements are ready before the clock starts, as with pgbench.
        _ = try await insert(for: .milliseconds(300), with: client, callers: connections)
        let start = ContinuousClock.now
        let count = try await insert(for: .seconds(seconds), with: client, callers: connections)
        return Double(count) / ((ContinuousClock.now - start) / .seconds(1))
    }

    private func insert(for duration: Duration, with client: PostgresClient, callers: Int) async throws -> Int {
        let end = ContinuousClock.now + duration
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var count = 0
                    while ContinuousClock.now < end {
                        let id = caller * 1_000_000_000 + count
                        try await client.query(
                            "INSERT INTO benchmark_inserts (id, name) VALUES (\(id), \("some_name_of_some_length"))")
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
    }
}
