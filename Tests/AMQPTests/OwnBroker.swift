import AMQP
import Dispatch
import Foundation
import Glibc

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
        let words = [script, command, "--dir", directory] + (arguments.isEmpty ? [] : ["--"] + arguments)
        let status = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: Self.spawn(words)) }
        }
        guard status == 0 else { throw ScriptFailure(command: command, status: status) }
    }

    /// Foundation's `Process` waits for a socket that the broker inherits, so it would wait for the broker itself.
    private static func spawn(_ words: [String]) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        // A thread that carries out a queue's work blocks signals; whoever inherits that couldn't be asked to end.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        guard posix_spawn(&process, words[0], &actions, &attributes, &arguments, environ) == 0 else { return -1 }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }

    struct ScriptFailure: Error {
        let command: String
        let status: Int32
    }
}
