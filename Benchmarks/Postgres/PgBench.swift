import BenchmarkSupport
import Foundation

/// PostgreSQL's own benchmark program.
struct PgBench {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let executable: URL
    /// Without the password, which must not be seen in the list of processes.
    private let uri: String
    private let password: String?

    init(uri: String) throws {
        var parts = URLComponents(string: uri)
        password = parts?.password
        parts?.password = nil
        self.uri = parts?.string ?? uri
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newest = versions.compactMap { Int($0) }.max()
        guard let newest else { throw Failure(description: "no pgbench under /usr/lib/postgresql") }
        executable = URL(filePath: "/usr/lib/postgresql/\(newest)/bin/pgbench")
    }

    /// Inserts per second.
    func run(connections: Int, seconds: Int) async throws -> Double {
        let script = FileManager.default.temporaryDirectory.appending(path: "insert-\(UUID().uuidString).sql")
        defer { try? FileManager.default.removeItem(at: script) }
        let sql = """
            \\set id random(1, 1000000000)
            INSERT INTO benchmark_inserts (id, name) VALUES (:id, :name);

            """
        try sql.write(to: script, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = executable
        process.arguments = [
            "--no-vacuum", "--protocol=prepared", "--file=\(script.path)", "--define=name=some_name_of_some_length",
            "--client=\(connections)",
            "--jobs=\(min(connections, 2))", "--time=\(seconds)", uri,
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(["PGPASSWORD": password ?? ""]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.runWithSignals()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0, let match = text.firstMatch(of: /tps = ([0-9.]+)/),
            let rate = Double(match.1)
        else { throw Failure(description: "pgbench failed: \(text)") }
        return rate
    }
}
