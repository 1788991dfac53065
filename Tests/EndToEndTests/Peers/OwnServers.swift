import Foundation
import Glibc
import Testing

/// A broker and a database of a test's own, which it may restart and kill.
struct OwnServers: Sendable {
    enum Server: String, Sendable { case rabbitmq, postgres }

    /// How a server goes away.
    enum Ending: String, Sendable, CaseIterable, CustomTestStringConvertible {
        /// In good order, and back at once.
        case restart
        /// As a crash, and back at once.
        case kill

        var testDescription: String { rawValue }
    }

    let servers: TestServers
    private let scripts: URL
    private let directory: URL

    /// Starts both, runs `body`, stops both and removes what they left, however `body` ends.
    static func run<Value>(_ body: (OwnServers) async throws -> Value) async throws -> Value {
        let scripts = try TestServers.scripts().appending(path: "lib")
        let directory = FileManager.default.temporaryDirectory.appending(path: "landfall-servers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        func script(_ server: Server, _ action: String, _ arguments: [String] = []) async throws -> String {
            try await Command.run(
                scripts.appending(path: server.rawValue),
                [action, "--dir", directory.appending(path: server.rawValue).path] + arguments)
        }
        let farewell = ProcessRegistry.add(farewell: {
            for (server, action) in [(Server.rabbitmq, "kill"), (.postgres, "kill"), (.postgres, "remove")] {
                let script = scripts.appending(path: server.rawValue)
                let pid = try? Spawn.start(
                    script, [action, "--dir", directory.appending(path: server.rawValue).path],
                    environment: ProcessInfo.processInfo.environment, log: directory.appending(path: "farewell.log"))
                if let pid { waitpid(pid, nil, 0) }
            }
            try? FileManager.default.removeItem(at: directory)
        })
        func stop() async {
            ProcessRegistry.removeFarewell(farewell)
            _ = try? await script(.rabbitmq, "kill")
            _ = try? await script(.postgres, "kill")
            _ = try? await script(.postgres, "remove")
            try? FileManager.default.removeItem(at: directory)
        }
        do {
            let managementPort = try FreePort.next()
            _ = try await script(.rabbitmq, "start", ["--management-port", "\(managementPort)"])
            _ = try await script(.postgres, "start")
            let broker = directory.appending(path: "rabbitmq")
            let settings = try String(contentsOf: broker.appending(path: "settings"), encoding: .utf8)
            let password = try String(contentsOf: broker.appending(path: "password"), encoding: .utf8)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let port = settings.split(separator: "\n").first { $0.hasPrefix("PORT=") }?.dropFirst(5) ?? ""
            let database = try await script(.postgres, "url").trimmingCharacters(in: .whitespacesAndNewlines)
            guard let amqp = URL(string: "amqp://landfall:\(password)@127.0.0.1:\(port)/"),
                let management = URL(string: "http://landfall:\(password)@127.0.0.1:\(managementPort)"),
                let postgres = URL(string: database)
            else { throw HarnessError("the servers' addresses can't be read") }
            let servers = TestServers(
                amqp: .init(url: amqp), management: .init(url: management), postgres: .init(url: postgres))
            let value = try await body(OwnServers(servers: servers, scripts: scripts, directory: directory))
            await stop()
            return value
        } catch {
            await stop()
            throw error
        }
    }

    /// Makes a server go away and come back. Returns when it answers again.
    func end(_ server: Server, by ending: Ending) async throws {
        let script = scripts.appending(path: server.rawValue)
        let place = ["--dir", directory.appending(path: server.rawValue).path]
        switch ending {
        case .restart:
            try await Command.run(script, ["restart"] + place)
        case .kill:
            try await Command.run(script, ["kill"] + place)
            try await Command.run(script, ["start"] + place)
        }
    }
}
