import Foundation

/// A program that is run to its end for what it prints.
enum Command {
    /// - Returns: what it printed on its standard output.
    /// - Throws: `HarnessError` with the end of what it printed when it fails or takes longer than the limit.
    @discardableResult
    static func run(
        _ executable: URL, _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
        within limit: Duration = .seconds(120)
    ) async throws -> String {
        let directory = FileManager.default.temporaryDirectory
        let log = directory.appending(path: "landfall-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: log) }
        var inherited = ProcessInfo.processInfo.environment.filter {
            ["PATH", "HOME", "USER", "LANG"].contains($0.key)
        }
        inherited.merge(environment) { $1 }
        let script = input.map { text in
            let file = directory.appending(path: "landfall-\(UUID().uuidString).input")
            _ = FileManager.default.createFile(
                atPath: file.path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
            return file
        }
        defer { if let script { try? FileManager.default.removeItem(at: script) } }
        let name = executable.lastPathComponent
        let child = try ChildProcess(
            name, executable: executable, arguments: arguments + (script.map { ["--file", $0.path] } ?? []),
            environment: inherited, log: log)
        do {
            _ = try await eventually("\(name) \(arguments.first ?? "")", within: limit, every: .milliseconds(5)) {
                child.isRunning ? nil : true
            }
        } catch {
            await child.kill()
            throw error
        }
        let status = await child.waitForExit()
        let output = String(decoding: FileManager.default.contents(atPath: log.path) ?? Data(), as: UTF8.self)
        guard status == 0 else { throw HarnessError("\(name) ended with \(status): \(output.suffix(2000))") }
        return output
    }
}
