import Foundation
import HTTP
import HTTPTypes
import Logging

/// The running stack, seen from outside: what people do in ServiceNow, and the simulators' journals as witnesses.
struct Landscape: Sendable {
    /// A write that took effect in a simulator.
    struct Entry: Decodable, Sendable {
        struct Change: Decodable, Sendable {
            let new: String
        }

        let at: String
        let effect: String
        /// Entra only: who was added.
        let memberID: String?
        /// ServiceNow only: the record, and what became of its fields.
        let number: String?
        let changes: [String: Change]?

        enum CodingKeys: String, CodingKey {
            case at
            case effect
            case memberID = "member_id"
            case number
            case changes
        }
    }

    let client: HTTPClient
    let entra: String
    let serviceNow: String
    let root: URL

    init(root: String) throws {
        let environment = ProcessInfo.processInfo.environment
        guard let entra = environment["LANDFALL_GRAPH_URL"], let serviceNow = environment["LANDFALL_SERVICENOW_URL"]
        else {
            throw BenchmarkFailure("LANDFALL_GRAPH_URL and LANDFALL_SERVICENOW_URL must be those of a running stack")
        }
        self.entra = entra
        self.serviceNow = serviceNow
        self.root = URL(filePath: root, directoryHint: .isDirectory)
        var configuration = HTTPClientConfiguration()
        configuration.maximumResponseBytes = 256 * 1024 * 1024
        self.client = try HTTPClient(configuration: configuration, logger: Logger(label: "benchmark"))
    }

    /// Orders access that needs no more than the ticket's own approval, which it gets at once.
    func order(for person: SeedFiles.Person) async throws {
        let body = """
            {"item":"Application access","requested_for":"\(person.userName)","approved":true,"approvers":["ben.okafor@contoso.example"],\
            "variables":{"entitlement":"APP-FIN-READERS"}}
            """
        _ = try await send(.post, serviceNow + "/_sim/order", body: Array(body.utf8))
    }

    /// The writes to Entra after the first `count`.
    func entraJournal(after count: Int) async throws -> [Entry] {
        try await journal(entra, after: count)
    }

    /// The writes to ServiceNow after the first `count`.
    func serviceNowJournal(after count: Int) async throws -> [Entry] {
        try await journal(serviceNow, after: count)
    }

    private func journal(_ base: String, after count: Int) async throws -> [Entry] {
        let body = try await send(.get, "\(base)/_sim/journal?after=\(count)", body: nil)
        return try JSONDecoder().decode([Entry].self, from: Data(body))
    }

    private func send(_ method: HTTPRequest.Method, _ url: String, body: [UInt8]?) async throws -> [UInt8] {
        var fields: HTTPFields = [.accept: "application/json"]
        if body != nil { fields[.contentType] = "application/json" }
        let response = try await client.execute(
            HTTPClientRequest(method: method, url: url, headerFields: fields, body: body))
        guard response.status.kind == .successful else {
            throw BenchmarkFailure(
                "\(method) \(url): \(response.status.code) \(String(decoding: response.body.prefix(200), as: UTF8.self))"
            )
        }
        return response.body
    }

    /// Memory that each part of the stack holds now, in bytes, by name.
    func memory() -> [String: Int] {
        processFiles("status").compactMapValues { status in
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
            let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
            return kilobytes.map { $0 * 1024 }
        }
    }

    /// Processor time of every part of the stack since it started, in seconds, by name.
    func processorTime() -> [String: Double] {
        processFiles("stat").compactMapValues { stat in
            // The 14th and 15th field of proc(5), counted from after the name, in hundredths of a second.
            guard let end = stat.lastIndex(of: ")") else { return nil }
            let fields = stat[end...].split(separator: " ")
            guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
            return (user + system) / 100
        }
    }

    /// A file of `/proc` for each part of the stack, by the part's name; without those that have ended meanwhile.
    private func processFiles(_ file: String) -> [String: String] {
        let folder = root.appending(path: ".run/pids").path
        var texts: [String: String] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let identity = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            guard let pid = identity?.split(separator: " ").first else { continue }
            texts[name] = try? String(contentsOfFile: "/proc/\(pid)/\(file)", encoding: .utf8)
        }
        return texts
    }
}
