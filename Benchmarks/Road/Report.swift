import BenchmarkSupport
import Foundation

/// The figures beside their goals, as they are printed.
struct Report: CustomStringConvertible {
    static let rateGoal = 150.0
    static let latencyGoal = 100.0
    static let memoryGoal = 100 * 1024 * 1024

    let latency: Latency
    let load: Load

    var meetsGoals: Bool {
        median < Self.latencyGoal && rate >= Self.rateGoal && load.isExact
            && load.memory.allSatisfy { $0.most < Self.memoryGoal }
    }

    private var median: Double { latency.toMembership[latency.toMembership.count / 2] }
    private var rate: Double { Double(load.requests) / load.seconds }

    var description: String {
        let times = latency.toMembership
        var lines = [
            "one request alone, from the order to the membership (\(times.count) of them)",
            ReportLine.text("median", ms(median), median < Self.latencyGoal, "under 100 ms"),
            ReportLine.text("slowest", ms(times.last ?? 0)),
            "",
            "\(load.requests) requests, from the first order to the last closed ticket",
            ReportLine.text(
                "landed and closed", String(format: "%.0f/s", rate), rate >= Self.rateGoal, "at least 150/s"),
            ReportLine.text(
                "memberships", String(format: "%.0f/s", Double(load.requests) / load.secondsToMemberships)),
            ReportLine.text("each exactly once", load.isExact ? "yes" : "no", load.isExact, "yes"),
            "",
            "memory of each service: after a tenth, at the end, most",
        ]
        for service in load.memory {
            let text = [service.early, service.last, service.most].map(megabytes).joined(separator: "  ")
            lines.append(ReportLine.text(service.service, text, service.most < Self.memoryGoal, "under 100 MiB"))
        }
        lines += ["", "processor time for each request, in milliseconds"]
        for part in load.processorTime {
            lines.append(
                ReportLine.text(part.part, String(format: "%.2f", part.seconds * 1000 / Double(load.requests))))
        }
        return lines.joined(separator: "\n")
    }

    private func ms(_ value: Double) -> String { String(format: "%.0f ms", value) }
    private func megabytes(_ bytes: Int) -> String { String(format: "%.1f", Double(bytes) / 1_048_576) }
}
