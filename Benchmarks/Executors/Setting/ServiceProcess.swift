import BenchmarkSupport
import Foundation
import HTTPTypes

/// A program that a measurement has started. What it prints goes to a file, and its id to another.
final class ServiceProcess: Sendable {
    let name: String
    private let process: Process
    private let identity: URL
    private let log: URL

    /// - Parameter environment: all of it; nothing is inherited.
    init(
        _ name: String, _ executable: URL, _ arguments: [String] = [], environment: [String: String],
        _ folders: Folders
    ) throws {
        self.name = name
        identity = folders.pids.appending(path: name)
        log = folders.logs.appending(path: name + ".log")
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.runWithSignals()
        try Self.identity(of: process.processIdentifier).write(to: identity, atomically: true, encoding: .utf8)
    }

    /// Waits until it answers.
    ///
    /// - Throws: ``BenchmarkSupport/BenchmarkFailure`` with the end of its log when it has ended, or doesn't answer in time.
    func waitUntilReady(_ url: String, _ http: BenchmarkHTTP) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while (try? await http.send(.get, url)) == nil {
            guard process.isRunning, ContinuousClock.now < deadline else {
                let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
                throw BenchmarkFailure("\(name) is not ready; the end of its log:\n\(text.suffix(2000))")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Asks it to end.
    func terminate() { process.terminate() }

    /// Asks it to end, waits for that, and ends it when it doesn't.
    func stop() {
        terminate()
        let deadline = ContinuousClock.now + .seconds(30)
        // Blocks, so that it is done also when the task is cancelled: what was started ends first.
        while process.isRunning {
            if ContinuousClock.now > deadline { kill(process.processIdentifier, SIGKILL) }
            usleep(20_000)
        }
        try? FileManager.default.removeItem(at: identity)
    }

    /// As scripts/lib/processes.bash has it: id, start time and boot.
    private static func identity(of pid: Int32) throws -> String {
        let stat = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 19 else { throw BenchmarkFailure("/proc/\(pid)/stat can't be read") }
        return "\(pid) \(fields[19]) \(boot)"
    }
}
