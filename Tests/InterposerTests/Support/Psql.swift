import Foundation
import Glibc

/// PostgreSQL's own client, as a process that a test can kill.
struct Psql: Sendable {
    private let process: Process
    private let ended: AsyncStream<Void>

    static func start(_ script: String, on server: TestServer, port: UInt16) throws -> Psql {
        try Psql(script, server, port, output: FileHandle.nullDevice)
    }

    /// Runs statements to their end.
    /// - Returns: what they print.
    static func run(_ script: String, on server: TestServer) async throws -> String {
        let output = Pipe()
        let client = try Psql(script + ";\n", server, server.port, output: output)
        for await _ in client.ended {}
        let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard client.process.terminationStatus == 0 else {
            throw TestSocket.Failure(description: "psql failed: \(script)")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private init(_ script: String, _ server: TestServer, _ port: UInt16, output: Any) throws {
        let input = Pipe()
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/psql")
        process.arguments = ["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"]
        process.environment = [
            "PATH": "/usr/bin:/bin", "PGHOST": "127.0.0.1", "PGPORT": "\(port)", "PGUSER": server.user,
            "PGPASSWORD": server.password, "PGDATABASE": "postgres", "PGSSLMODE": "disable", "PGCONNECT_TIMEOUT": "5",
        ]
        process.standardInput = input
        process.standardOutput = output
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in continuation.finish() }
        ended = stream
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
        try input.fileHandleForWriting.close()
    }

    func kill() async {
        if process.isRunning { _ = Glibc.kill(process.processIdentifier, SIGKILL) }
        for await _ in ended {}
    }
}
