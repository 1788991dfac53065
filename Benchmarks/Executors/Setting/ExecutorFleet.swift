import BenchmarkSupport
import Foundation

/// Executors that work side by side.
struct ExecutorFleet: Sendable {
    let processes: [ServiceProcess]
    let figures: ProcessFigures

    /// Returns when all of them are ready.
    ///
    /// - Parameter settings: beside what they need to find the others.
    static func start(
        _ count: Int, on ground: Ground, in setting: Setting, settings: [String: String]
    ) async throws -> ExecutorFleet {
        let app = setting.graph.app
        var environment = [
            "LANDFALL_AMQP_URL": ground.amqpURL,
            "LANDFALL_POSTGRES_URL": ground.postgresURL,
            "LANDFALL_GRAPH_URL": setting.graph.url,
            "LANDFALL_LOGIN_URL": setting.graph.url,
            "LANDFALL_TENANT_ID": app.tenantID,
            "LANDFALL_CLIENT_ID": app.clientID,
            "LANDFALL_CLIENT_SECRET_FILE": setting.folders.file("client-secret").path,
            "LANDFALL_SERVICENOW_URL": setting.tickets.url,
            "LANDFALL_SERVICENOW_CLIENT_ID": WantedTickets.clientID,
            "LANDFALL_SERVICENOW_CLIENT_SECRET_FILE": setting.folders.file("client-secret").path,
        ]
        environment.merge(settings) { $1 }
        var started: [(process: ServiceProcess, port: UInt16)] = []
        do {
            for number in 1...count {
                let port = try FreePort.next()
                environment["LANDFALL_HTTP_PORT"] = "\(port)"
                let process = try ServiceProcess(
                    "executor-\(number)", setting.folders.program("landfall-executor"), environment: environment,
                    setting.folders)
                started.append((process, port))
            }
            for (process, port) in started {
                try await process.waitUntilReady("http://127.0.0.1:\(port)/readyz", setting.http)
            }
        } catch {
            for (process, _) in started { process.stop() }
            throw error
        }
        return ExecutorFleet(
            processes: started.map(\.process), figures: ProcessFigures(folder: setting.folders.pids))
    }

    func stop() {
        for process in processes { process.terminate() }
        for process in processes { process.stop() }
    }
}
