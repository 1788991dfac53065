import ArgumentParser
import BenchmarkSupport
import Foundation

/// Measures the audit trail on a running stack: how fast events are recorded, and what it takes to check and export a long trail.
/// `scripts/benchmark audit` runs it.
@main
struct AuditBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "AuditBenchmark", abstract: "Measures recording, verifying and exporting the audit trail.",
        subcommands: [Recording.self, Trail.self])

    /// Publishes events as fast as the broker takes them, and looks how fast they come to be on record. Requests may run meanwhile.
    struct Recording: AsyncParsableCommand {
        @Option(help: "How many events.") var events = 60_000

        func run() async throws {
            let rate = try await RecordingRate.measure(events)
            print(
                ReportLine.text(
                    "events recorded a second", String(format: "%.0f", rate), rate >= 2_000, "at least 2000"))
            guard rate >= 2_000 else { throw ExitCode.failure }
        }
    }

    /// Makes the trail as long as is asked for, and runs the tool over it.
    struct Trail: AsyncParsableCommand {
        @Option(help: "The folder of the programs.") var programs: String
        @Option(help: "How long the trail is to be, in events.") var events = 1_000_000

        func run() async throws {
            let report = try await TrailReport.measure(URL(filePath: programs), events: events)
            print(report)
            guard report.meetsGoals else { throw ExitCode.failure }
        }
    }
}
