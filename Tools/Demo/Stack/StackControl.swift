import Foundation

/// What a story does to the running stack itself.
struct StackControl: Sendable {
    private let root: URL

    init(root: String) { self.root = URL(filePath: root, directoryHint: .isDirectory) }

    var brokerPasswordFile: String { root.appending(path: ".run/secrets/amqp-password").path }

    /// The names of the executors that run: "executor", "executor-2" and so on.
    func executors() -> [String] {
        let folder = root.appending(path: ".run/pids").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.wholeMatch(of: /executor(-[0-9]+)?/) != nil && (try? process(of: $0)) != nil }
            .sorted { $0.localizedStandardCompare($1) == .orderedAscending }
    }

    /// The process of a part of the stack.
    ///
    /// - Throws: ``DemoFailure`` if it is not running.
    func process(of name: String) throws -> Int32 {
        let file = root.appending(path: ".run/pids/\(name)")
        guard let text = try? String(contentsOf: file, encoding: .utf8),
            let pid = text.split(separator: " ").first.flatMap({ Int32($0) }),
            let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe"),
            program.hasSuffix("/landfall-\(name.prefix { $0 != "-" })")
        else { throw DemoFailure("the \(name) is not running, according to .run/pids/\(name)") }
        return pid
    }

    /// Ends a part of the stack the way a crash does.
    ///
    /// - Returns: the process that it was.
    /// - Throws: ``DemoFailure`` if it is not running.
    func kill(_ name: String) throws -> Int32 {
        let pid = try process(of: name)
        guard Foundation.kill(pid, SIGKILL) == 0 else {
            throw DemoFailure("process \(pid) could not be killed: \(String(cString: strerror(errno)))")
        }
        return pid
    }

    /// Starts what is missing.
    ///
    /// - Throws: ``DemoFailure`` with what `scripts/stack up` said, if it failed.
    func up() async throws {
        let said = root.appending(path: ".run/demo-stack-up.log").path
        let status = try await Command(path: root.appending(path: "scripts/stack").path, arguments: ["up"])
            .run(outputTo: said)
        guard status == 0 else {
            let text = (try? String(contentsOfFile: said, encoding: .utf8)) ?? ""
            throw DemoFailure("scripts/stack up failed: \(text.suffix(600))")
        }
    }
}
