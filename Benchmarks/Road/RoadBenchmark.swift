import ArgumentParser
import BenchmarkSupport
import HTTP

/// Measures the road as a whole, from the order in ServiceNow to the closed ticket. `scripts/benchmark road` runs it.
@main
struct RoadBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "RoadBenchmark", abstract: "Measures the road from an order in ServiceNow to the closed ticket.",
        subcommands: [Seeds.self, Measure.self])

    /// Writes the simulators' seeds: the built-in ones with more people, no lag and no quota that is ever reached.
    struct Seeds: ParsableCommand {
        @Option(help: "The checkout.") var root: String
        @Option(help: "A folder for the seeds.") var to: String
        @Option(help: "How many people to add.") var people: Int

        func run() throws {
            try SeedFiles(root: root).write(to: to, people: people)
        }
    }

    /// Orders access for everybody on the running stack, and waits until all tickets are closed.
    struct Measure: AsyncParsableCommand {
        @Option(help: "The checkout, whose stack is running.") var root: String
        @Option(help: "How many requests make the load.") var requests: Int
        @Option(help: "How many requests are made one by one, before the load.") var alone = 50

        func run() async throws {
            let landscape = try Landscape(root: root)
            let latency = try await Latency.measure(landscape, people: 0..<alone)
            let load = try await Load.measure(landscape, people: alone..<(alone + requests))
            await landscape.http.client.shutdown()
            let report = Report(latency: latency, load: load)
            print(report)
            guard report.meetsGoals else { throw ExitCode.failure }
        }
    }
}
