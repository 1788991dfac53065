import BenchmarkSupport
import HTTP

/// What all measurements of a run share: the servers, and the simulator of Graph.
struct Setting: Sendable {
    let folders: Folders
    let servers: Servers
    let http: BenchmarkHTTP
    let graph: SimulatedGraph
    let tickets: WantedTickets

    static func with<Value: Sendable>(
        _ folders: Folders, tenant: Tenant, _ body: (Setting) async throws -> Value
    ) async throws -> Value {
        try folders.make()
        let http = try BenchmarkHTTP()
        let graph = try await SimulatedGraph.start(tenant, folders, http)
        let result: Result<Value, any Error>
        do {
            let servers = try Servers()
            let value = try await WantedTickets.with { tickets in
                try await body(
                    Setting(folders: folders, servers: servers, http: http, graph: graph, tickets: tickets))
            }
            result = .success(value)
        } catch {
            result = .failure(error)
        }
        graph.process.stop()
        await http.client.shutdown()
        return try result.get()
    }

    /// Starts executors on a ground, and ends them when the body has done.
    func withExecutors<Value>(
        _ count: Int, on ground: Ground, settings: [String: String], _ body: (ExecutorFleet) async throws -> Value
    ) async throws -> Value {
        let fleet = try await ExecutorFleet.start(count, on: ground, in: self, settings: settings)
        do {
            let value = try await body(fleet)
            fleet.stop()
            return value
        } catch {
            fleet.stop()
            throw error
        }
    }
}
