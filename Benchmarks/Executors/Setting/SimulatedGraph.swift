import BenchmarkSupport
import Foundation
import HTTPTypes

/// The simulator of Entra and Graph, and what it has seen.
struct SimulatedGraph: Sendable {
    /// A write that took effect.
    struct Effect: Decodable, Sendable {
        let at: SimulatorTime
        let effect: String
        let groupID: String?
        let memberID: String?

        enum CodingKeys: String, CodingKey {
            case at
            case effect
            case groupID = "group_id"
            case memberID = "member_id"
        }
    }

    /// A request, by itself or in a batch.
    struct Call: Decodable, Sendable {
        let seq: Int
        let at: SimulatorTime
        let requestID: String
        let method: String
        let path: String
        let status: Int?
        /// The request that this one was a part of.
        let batchID: String?

        enum CodingKeys: String, CodingKey {
            case seq
            case at
            case requestID = "request_id"
            case method
            case path
            case status
            case batchID = "batch_request_id"
        }

        var isToGraph: Bool { path.hasPrefix("/v1.0/") }
        var isBatch: Bool { path == "/v1.0/$batch" }
        /// What takes from the quota of writes.
        var isWrite: Bool { isToGraph && !isBatch && method != "GET" }
    }

    let app: Tenant.App
    let url: String
    let process: ServiceProcess
    private let http: BenchmarkHTTP

    static func start(_ tenant: Tenant, _ folders: Folders, _ http: BenchmarkHTTP) async throws -> SimulatedGraph {
        let port = try FreePort.next()
        let seed = folders.file("entra.json")
        try tenant.write(to: seed)
        let secret = folders.file("client-secret").path
        guard
            FileManager.default.createFile(
                atPath: secret, contents: Data(tenant.app.secret.utf8), attributes: [.posixPermissions: 0o600])
        else { throw BenchmarkFailure("\(secret) can't be written") }
        let process = try ServiceProcess(
            "entra", folders.program("entra-simulator"),
            ["--port", "\(port)", "--host", "127.0.0.1", "--seed", seed.path], environment: [:], folders)
        let graph = SimulatedGraph(app: tenant.app, url: "http://127.0.0.1:\(port)", process: process, http: http)
        try await process.waitUntilReady(graph.url + "/_sim/state", http)
        return graph
    }

    /// Goes back to the beginning: nobody is added, nothing of the quota is used.
    func reset() async throws { try await http.send(.post, url + "/_sim/reset") }

    /// Lets another limit of writes apply from now on.
    func setWrites(_ limit: QuotaLimit) async throws {
        let body = try JSONSerialization.data(withJSONObject: ["writes": limit.json])
        try await http.send(.post, url + "/_sim/quota", json: Array(body))
    }

    func effects(after count: Int) async throws -> [Effect] {
        try await http.records("journal", of: url, after: count)
    }

    /// Every request since the reset.
    func calls() async throws -> [Call] {
        let calls: [Call] = try await http.records("requests", of: url, after: 0)
        guard calls.first?.seq ?? 1 == 1 else { throw BenchmarkFailure("the simulator's log of requests ran over") }
        return calls
    }

    /// Waits for so many writes to take effect, after those that are known.
    ///
    /// - Throws: ``BenchmarkSupport/BenchmarkFailure`` when they don't in time.
    func effects(after known: Int = 0, until count: Int, within limit: Duration) async throws -> [Effect] {
        let deadline = ContinuousClock.now + limit
        var effects: [Effect] = []
        while effects.count < count {
            guard ContinuousClock.now < deadline else {
                throw BenchmarkFailure("after \(limit), \(effects.count) of \(count) writes have taken effect")
            }
            // The journal says when each was; asking more often would only take the processor from what is measured.
            try await Task.sleep(for: .milliseconds(250))
            effects += try await self.effects(after: known + effects.count)
        }
        return effects
    }
}
