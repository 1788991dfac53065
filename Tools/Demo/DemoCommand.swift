import ArgumentParser
import Foundation
import HTTP
import Logging

/// Tells the story of some access requests on a running stack, and checks every outcome.
@main
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landfall-demo",
        abstract: "Tells the story of some access requests on a running stack, and checks every outcome.",
        discussion: "scripts/demo starts a stack for it. It finds the stack through .run/stack.env's variables.")

    @Option(help: "The folder of the checkout whose stack it is.")
    var root = "."

    @Option(name: .customLong("story"), help: "Tell only the story with this number; can be repeated.")
    var wanted: [Int] = []

    func run() async throws {
        let stories = Stories.all.filter { wanted.isEmpty || wanted.contains($0.number) }
        guard !stories.isEmpty else { throw ValidationError("there is no such story") }
        let client = try HTTPClient(
            configuration: .init(requestTimeout: .seconds(15), userAgent: "landfall-demo"),
            logger: Logger(label: "landfall-demo") { _ in SwiftLogNoOpLogHandler() })
        var telling = Telling(narrator: Narrator(style: Self.style))
        do {
            let settings = try DemoSettings(environment: ProcessInfo.processInfo.environment)
            let world = try await World(settings: settings, root: root, client: client)
            for story in stories { await telling.tell(story, in: world) }
        } catch {
            telling.giveUp(error)
        }
        await client.shutdown()
        telling.close()
        if !telling.isAsExpected { throw ExitCode.failure }
    }

    private static var style: TextStyle {
        let environment = ProcessInfo.processInfo.environment
        let isTerminal = isatty(STDOUT_FILENO) == 1 && environment["TERM"] != "dumb"
        return isTerminal && environment["NO_COLOR", default: ""].isEmpty ? .coloured : .plain
    }
}
