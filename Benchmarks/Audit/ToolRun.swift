import BenchmarkSupport
import Foundation

/// The operator's tool, run once: how long it took, and the most memory that it held.
struct ToolRun {
    let seconds: Double
    /// In bytes.
    let memory: Int

    /// - Throws: ``BenchmarkSupport/BenchmarkFailure`` when the tool doesn't end well.
    static func measure(_ programs: URL, _ arguments: [String]) async throws -> ToolRun {
        let process = Process()
        process.executableURL = programs.appending(path: "landfall")
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        let start = ContinuousClock.now
        try process.runWithSignals()
        var memory = 0
        while process.isRunning {
            memory = max(memory, peak(of: process.processIdentifier))
            try await Task.sleep(for: .milliseconds(20))
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        guard process.terminationStatus == 0 else {
            throw BenchmarkFailure(
                "landfall \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
        return ToolRun(seconds: seconds, memory: memory)
    }

    private static func peak(of pid: Int32) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
}
