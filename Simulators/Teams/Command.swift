import ArgumentParser
import Logging
import SimulatorKit

/// `teams-simulator`
@main
struct Command: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "teams-simulator",
        abstract: "A Microsoft Teams channel behind a Workflows webhook, for tests and demonstrations.")

    @OptionGroup var options: SimulatorOptions

    func run() async throws {
        var logger = Logger(label: "teams-simulator")
        logger.logLevel = options.verbose ? .debug : .info
        let seed = try options.seedFromFile().map(TeamsSeed.init) ?? TeamsSeed()
        try await SimulatorServer(
            TeamsSimulator(seed: seed), configuration: options.configuration(defaultPort: 9403), logger: logger
        ).run()
    }
}
