import ArgumentParser
import Foundation

/// Where things are.
struct Folders: ParsableArguments {
    @Option(help: "The checkout.") var root: String
    @Option(help: "A folder for process ids, logs, seeds and secrets.") var scratch: String

    /// The file of each process that was started: scripts/benchmark ends those that this program doesn't.
    var pids: URL { folder("pids") }
    var logs: URL { folder("logs") }

    /// A program that is built beside this one.
    func program(_ name: String) -> URL {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: name)
    }

    func file(_ name: String) -> URL { folder("").appending(path: name) }

    func make() throws {
        for folder in [pids, logs] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
    }

    private func folder(_ name: String) -> URL {
        URL(filePath: scratch, directoryHint: .isDirectory).appending(path: name, directoryHint: .isDirectory)
    }
}
