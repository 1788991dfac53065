import AMQP
import Dispatch
import Foundation

/// A broker that belongs to one test, to be killed, restarted and made short of memory.
struct OwnBroker: Sendable {
    let directory: String

    static func with<Result>(_ body: (OwnBroker) async throws -> Result) async throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            TestBroker.uniqueName("broker")
        ).path
        let broker = OwnBroker(directory: directory)
        do {
            try await broker.run("start")
            let result = try await body(broker)
            try await broker.end()
            return result
        } catch {
            try? await broker.end()
            throw error
        }
    }

    private func end() async throws {
        try await run("kill")
        try FileManager.default.removeItem(atPath: directory)
    }

    var configuration: AMQPConfiguration {
        get throws {
            let settings = try String(contentsOfFile: directory + "/settings", encoding: .utf8)
            let password = try String(contentsOfFile: directory + "/password", encoding: .utf8)
            let port = settings.split(separator: "\n").first { $0.hasPrefix("PORT=") }?.dropFirst(5) ?? ""
            var configuration = try AMQPConfiguration(
                url: "amqp://landfall:\(password.trimmingCharacters(in: .newlines))@127.0.0.1:\(port)/")
            configuration.connectionName = "amqp-tests"
            return configuration
        }
    }

    func run(_ command: String, _ arguments: String...) async throws {
        let script = try TestBroker.environment("LANDFALL_TEST_SCRIPTS") + "/lib/rabbitmq"
        let extra = arguments.isEmpty ? [] : ["--"] + arguments
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: script)
                process.arguments = [command, "--dir", directory] + extra
                process.standardInput = FileHandle.nullDevice
                process.standardOutput = FileHandle.nullDevice
                do {
                    try process.run()
                    process.waitUntilExit()
                    continuation.resume(returning: process.terminationStatus)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
        guard status == 0 else { throw ScriptFailure(command: command, status: status) }
    }

    struct ScriptFailure: Error {
        let command: String
        let status: Int32
    }
}
