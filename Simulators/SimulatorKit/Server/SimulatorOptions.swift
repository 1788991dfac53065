public import ArgumentParser
import Foundation

/// The command line that all simulators have.
public struct SimulatorOptions: ParsableArguments {
    @Option(help: "The port for plain HTTP; TLS is served on the port ten higher.")
    public var port: Int?

    @Option(help: "The address to listen on.")
    public var host = "127.0.0.1"

    @Option(help: "A folder with server.pem and server.key; without it there is no TLS.")
    public var certificates: String?

    @Option(help: "A JSON file to start from, instead of the seed that is built in.")
    public var seed: String?

    @Flag(help: "Log every request.")
    public var verbose = false

    public init() {}

    public func configuration(defaultPort: Int) -> SimulatorConfiguration {
        SimulatorConfiguration(host: host, port: port ?? defaultPort, certificates: certificates)
    }

    /// The seed file's content, or nil if none was given.
    ///
    /// - Throws: ``MalformedInput`` if the file can't be read or holds no JSON.
    public func seedFromFile() throws -> JSONValue? {
        guard let seed else { return nil }
        guard let data = FileManager.default.contents(atPath: seed) else {
            throw MalformedInput("The seed file \(seed) can't be read.")
        }
        do {
            return try JSONValue(parsing: data)
        } catch {
            throw MalformedInput("The seed file \(seed) can't be used: \(error)")
        }
    }
}
