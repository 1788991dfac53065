import Foundation
import Glibc

/// A process that a test has started. What it prints goes to a file.
final class ChildProcess: Sendable {
    let name: String
    let log: URL
    let pid: pid_t
    private let started = ContinuousClock.now
    private let exit: ExitNotice

    /// - Parameter environment: all of it; nothing is inherited.
    /// - Throws: when the executable is not there or can't be started.
    init(_ name: String, executable: URL, arguments: [String] = [], environment: [String: String], log: URL) throws {
        guard FileManager.default.isExecutableFile(atPath: executable.path) else {
            throw HarnessError("\(executable.path) is missing; run scripts/test, which builds everything first")
        }
        let pid = try Spawn.start(executable, arguments, environment: environment, log: log)
        let exit = ExitNotice()
        ProcessRegistry.add(pid)
        Spawn.wait(for: pid) { status in
            ProcessRegistry.remove(pid)
            exit.post(status)
        }
        self.name = name
        self.log = log
        self.pid = pid
        self.exit = exit
    }

    /// How long ago it was started.
    var age: Duration { ContinuousClock.now - started }
    var isRunning: Bool { exit.status == nil }
    /// How it ended; nil while it runs.
    var exitStatus: Int32? { exit.status }

    /// Ends the process as a crash or a pulled plug would, and waits until it is gone.
    func kill() async {
        exit.whileRunning { _ = Glibc.kill(pid, SIGKILL) }
        _ = await exit.wait()
    }

    /// Asks the process to end, and kills it when it has not by the limit.
    /// - Returns: its exit status (negative: the signal that ended it), or nil when it had to be killed.
    @discardableResult
    func terminate(within limit: Duration = .seconds(10)) async -> Int32? {
        exit.whileRunning { _ = Glibc.kill(pid, SIGTERM) }
        let ended = try? await eventually("the end of \(name)", within: limit) { exit.status }
        if ended == nil { await kill() }
        return ended
    }

    /// Stands the process still, as a machine that is short of everything would, until ``resume()``.
    func pause() {
        exit.whileRunning { _ = Glibc.kill(pid, SIGSTOP) }
    }

    func resume() {
        exit.whileRunning { _ = Glibc.kill(pid, SIGCONT) }
    }

    func waitForExit() async -> Int32 { await exit.wait() }

    /// The last lines of what it printed.
    func logTail(lines: Int = 25) -> String {
        guard let data = FileManager.default.contents(atPath: log.path) else { return "" }
        return String(decoding: data.suffix(64 * 1024), as: UTF8.self)
            .split(separator: "\n").suffix(lines).joined(separator: "\n")
    }
}
