import Foundation
import Postgres

/// A server that a test may stop, kill and start again, made by scripts/lib/postgres.
struct OwnServer {
    let directory: URL
    private let script: URL

    struct ScriptFailed: Error, CustomStringConvertible {
        var description: String
    }

    static func with<R>(_ body: (OwnServer) async throws -> R) async throws -> R {
        let scripts = try TestServer.environment("LANDFALL_TEST_SCRIPTS")
        let server = OwnServer(
            directory: FileManager.default.temporaryDirectory.appending(path: "postgres-test-\(UUID().uuidString)"),
            script: URL(filePath: scripts).appending(path: "lib/postgres"))
        do {
            try await server.run("start")
            let result = try await body(server)
            try await server.run("remove")
            return result
        } catch {
            _ = try? await server.run("remove")
            throw error
        }
    }

    func configuration() async throws -> PostgresConfiguration {
        try PostgresConfiguration(uri: try await run("url"))
    }

    @discardableResult
    func run(_ action: String) async throws -> String {
        let process = Process()
        process.executableURL = script
        process.arguments = [action, "--dir", directory.path]
        // A file, not a pipe: the server of another test could inherit a pipe's end, which then never closes.
        let output = FileManager.default.temporaryDirectory.appending(path: "postgres-test-\(UUID().uuidString).out")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        let status = try await withCheckedThrowingContinuation { (done: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { done.resume(returning: $0.terminationStatus) }
            do { try Self.withoutBlockedSignals { try process.run() } } catch { done.resume(throwing: error) }
        }
        let text = try String(contentsOf: output, encoding: .utf8)
        guard status == 0 else { throw ScriptFailed(description: text) }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A child inherits its parent's signal mask, and Swift's threads block everything.
    private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }
}
