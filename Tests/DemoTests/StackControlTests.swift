import Foundation
import Testing

@testable import Demo

@Suite struct StackControlTests {
    /// Runs `body` on a folder in which some executors run, known by the files that `scripts/stack` keeps.
    static func run(executors names: [String], _ body: (StackControl, [Int32]) throws -> Void) throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "landfall-\(UUID().uuidString)")
        let pids = root.appending(path: ".run/pids")
        try FileManager.default.createDirectory(at: pids, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        let program = root.appending(path: "landfall-executor")
        try FileManager.default.copyItem(at: URL(filePath: "/bin/sleep").resolvingSymlinksInPath(), to: program)
        let processes = try names.map { name in
            let process = Process()
            process.executableURL = program
            process.arguments = ["60"]
            try process.run()
            try "\(process.processIdentifier) 1 boot\n".write(
                to: pids.appending(path: name), atomically: true, encoding: .utf8)
            return process
        }
        defer {
            // Not SIGTERM: what is started here may have inherited a mask that blocks it.
            for process in processes { kill(process.processIdentifier, SIGKILL) }
            for process in processes { process.waitUntilExit() }
        }
        // One that has ended, and one that is no executor.
        try "4194305 1 boot\n".write(to: pids.appending(path: "executor-9"), atomically: true, encoding: .utf8)
        try "1 1 boot\n".write(to: pids.appending(path: "auditor"), atomically: true, encoding: .utf8)
        try body(StackControl(root: root.path), processes.map(\.processIdentifier))
    }

    @Test func `the executors that run are found, in the order of their numbers`() throws {
        try Self.run(executors: ["executor-10", "executor", "executor-2"]) { stack, processes in
            #expect(stack.executors() == ["executor", "executor-2", "executor-10"])
            let second = try stack.process(of: "executor-2")
            #expect(second == processes[2])
            for name in ["executor-9", "auditor"] {
                #expect(throws: DemoFailure.self) { try stack.process(of: name) }
            }
        }
    }

    @Test func `the one that is killed is gone, and the others stay`() throws {
        try Self.run(executors: ["executor", "executor-2"]) { stack, processes in
            let killed = try stack.kill("executor-2")
            #expect(killed == processes[1])
            let deadline = ContinuousClock.now + .seconds(10)
            while stack.executors().count > 1, ContinuousClock.now < deadline { usleep(10_000) }
            #expect(stack.executors() == ["executor"])
        }
    }
}
