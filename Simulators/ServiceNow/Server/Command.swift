import ArgumentParser
import Foundation
import Logging
import SimulatorKit

/// `servicenow-simulator`
@main
struct Command: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "servicenow-simulator",
        abstract:
            "A ServiceNow instance for tests and demonstrations: Table API, approvals, webhooks, limits and traps.")

    @OptionGroup var options: SimulatorOptions

    @Option(help: "Where approvals of requested items are posted to.")
    var webhookURL: String?

    @Option(help: "A file with the key that webhooks are signed with, in Base64.")
    var webhookKeyFile: String?

    func run() async throws {
        var logger = Logger(label: "servicenow-simulator")
        logger.logLevel = options.verbose ? .debug : .info
        let seed = try options.seedFromFile() ?? JSONValue(parsing: PackageResources.seed_json)
        let simulator = try ServiceNowSimulator(seed: seed, webhook: try webhookTarget())
        try await SimulatorServer(
            simulator, configuration: options.configuration(defaultPort: 9402), logger: logger
        ).run()
    }

    private func webhookTarget() throws -> WebhookTarget? {
        guard webhookURL != nil || webhookKeyFile != nil else { return nil }
        guard let text = webhookURL, let url = URL(string: text), url.host() != nil, let file = webhookKeyFile else {
            throw ValidationError("--webhook-url (an absolute address) and --webhook-key-file belong together.")
        }
        guard let content = FileManager.default.contents(atPath: file),
            let key = Data(
                base64Encoded: String(decoding: content, as: UTF8.self)
                    .trimmingCharacters(in: .whitespacesAndNewlines)), !key.isEmpty
        else { throw ValidationError("The webhook key file \(file) can't be read, or holds no Base64.") }
        return WebhookTarget(url: url, key: key)
    }
}
