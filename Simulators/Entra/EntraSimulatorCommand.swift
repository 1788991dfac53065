import ArgumentParser
import Logging
import SimulatorKit

/// `entra-simulator`: Microsoft Entra and Graph for development and tests.
@main
struct EntraSimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entra-simulator",
        abstract: "Imitates Microsoft Entra's login and Microsoft Graph, for development and tests.")

    private static let defaultPort = 9401

    @OptionGroup var options: SimulatorOptions

    func run() async throws {
        var logger = Logger(label: "entra-simulator")
        logger.logLevel = options.verbose ? .debug : .notice
        let seed = try options.seedFromFile() ?? Seed.standard()
        let simulator = try EntraSimulator(seed: seed, key: SigningKey())
        let configuration = options.configuration(defaultPort: Self.defaultPort)
        try await SimulatorServer(simulator, configuration: configuration, logger: logger).run()
    }
}
