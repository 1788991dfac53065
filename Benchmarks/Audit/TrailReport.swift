import BenchmarkSupport
import Foundation
import Postgres

/// What the tool needs for a trail, beside a tenth of it.
struct TrailReport: CustomStringConvertible {
    /// One way to read the whole trail.
    struct Reading {
        let name: String
        let arguments: [String]
        /// Events a second that it has to reach; nil for none.
        var goal: Double?
        var short: ToolRun?
        var long: ToolRun?
    }

    /// Memory may grow by so much when the trail gets ten times as long.
    private static let growth = 1.1

    private var readings = [
        Reading(name: "verify", arguments: ["audit", "verify"], goal: 100_000),
        Reading(name: "export jsonl", arguments: ["audit", "export", "--format", "jsonl"]),
        Reading(name: "export csv", arguments: ["audit", "export", "--format", "csv"]),
        Reading(name: "export ocsf", arguments: ["audit", "export", "--format", "ocsf"]),
    ]
    private let shortLength: Int
    private let length: Int

    static func measure(_ programs: URL, events: Int) async throws -> TrailReport {
        let database = try StackDatabase.client()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await database.run() }
            try await LongTrail.fill(database, to: events / 10)
            var report = TrailReport(shortLength: try await StackDatabase.length(database), length: events)
            for index in report.readings.indices {
                report.readings[index].short = try await ToolRun.measure(programs, report.readings[index].arguments)
            }
            try await LongTrail.fill(database, to: events)
            for index in report.readings.indices {
                report.readings[index].long = try await ToolRun.measure(programs, report.readings[index].arguments)
            }
            group.cancelAll()
            return report
        }
    }

    private init(shortLength: Int, length: Int) {
        self.shortLength = shortLength
        self.length = length
    }

    private func rate(_ reading: Reading) -> Double { Double(length) / (reading.long?.seconds ?? .infinity) }

    private func isFlat(_ reading: Reading) -> Bool {
        Double(reading.long?.memory ?? .max) <= Self.growth * Double(reading.short?.memory ?? 0)
    }

    var meetsGoals: Bool {
        readings.allSatisfy { isFlat($0) && rate($0) >= $0.goal ?? 0 }
    }

    var description: String {
        func megabytes(_ run: ToolRun?) -> String { String(format: "%.1f", Double(run?.memory ?? 0) / 1_048_576) }
        let lines = readings.flatMap { reading in
            [
                ReportLine.text(
                    "\(reading.name), events a second", String(format: "%.0f", rate(reading)),
                    reading.goal.map { rate(reading) >= $0 }, reading.goal.map { "at least \(Int($0))" } ?? ""),
                ReportLine.text(
                    "\(reading.name), peak MiB", "\(megabytes(reading.short)) → \(megabytes(reading.long))",
                    isFlat(reading), "10 % more at most"),
            ]
        }
        return "A trail of \(length) events, beside the first \(shortLength) of it.\n\n" + lines.joined(separator: "\n")
    }
}
