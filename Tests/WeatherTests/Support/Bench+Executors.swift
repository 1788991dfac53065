import AMQP
import Domain
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import TestSupport

@testable import Executor
@testable import Fleet

/// An executor that a test runs.
struct ExecutorSetup: Sendable {
    var name = "executor-1"
    /// Over those of the bench.
    var settings: [String: String] = [:]
    var clock = JumpingClock()
    /// Where it finds the broker and the database, if something stands in between.
    var brokerPort: UInt16?
    var databasePort: UInt16?
    /// Runs until the test is over, and is then ended without ceremony: what it has in hand stays there.
    var dies = false
}

extension Bench {
    /// Runs executors as they are launched, in this process, as long as `body` does; then has them stop in good order.
    func running(
        _ setups: ExecutorSetup..., body: @escaping @Sendable () async throws -> Void
    ) async throws {
        var living: [ServiceGroup] = []
        var dying: [ServiceGroup] = []
        for setup in setups {
            let group = try await services(setup)
            if setup.dies { dying.append(group) } else { living.append(group) }
        }
        let (orderly, doomed) = (living, dying)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for group in doomed { tasks.addTask { try? await group.run() } }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for group in orderly { tasks.addTask { try await group.run() } }
                do {
                    try await body()
                } catch {
                    tasks.cancelAll()
                    throw error
                }
                for group in orderly { await group.triggerGracefulShutdown() }
                try await tasks.waitForAll()
            }
            tasks.cancelAll()
        }
    }

    private func services(_ setup: ExecutorSetup) async throws -> ServiceGroup {
        let settings = Settings(try self.settings(setup).merging(setup.settings) { $1 })
        let identity = ServiceIdentity(name: .executor, instance: setup.name)
        var configuration = try FleetConfiguration(settings, service: identity)
        configuration.broker = broker
        configuration.broker.connectionName = setup.name
        // Back soon after an outage, as the test is short.
        configuration.broker.reconnect.maximum = .milliseconds(500)
        if let port = setup.brokerPort {
            configuration.broker.endpoints = [AMQPEndpoint(host: "127.0.0.1", port: Int(port))]
        }
        let logger = TestBroker.quiet
        func client() -> AMQPClient {
            AMQPClient(configuration: configuration.broker, topology: Self.topology, logger: logger)
        }
        let (publishing, taking) = (client(), client())
        let clock = setup.clock
        let fleet = Fleet(
            identity: identity, settings: settings, configuration: configuration,
            database: PostgresClient(configuration: configuration.database, logger: logger),
            publisher: EventPublisher(client: publishing, identity: identity, now: { clock.now }), logger: logger,
            now: { clock.now })
        let services = try await FleetLauncher.services(of: fleet, publishing, taking, PrometheusMetrics()) { fleet in
            try await ExecutorService.parts(of: fleet, tickets: WantedTickets())
        }
        var group = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
            logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(5)
        return ServiceGroup(configuration: group)
    }

    private func settings(_ setup: ExecutorSetup) throws -> [String: String] {
        var url = URLComponents(string: databaseURL)
        if let port = setup.databasePort { url?.port = Int(port) }
        return [
            "LANDFALL_AMQP_URL": try TestEnvironment.value("LANDFALL_TEST_AMQP_URL"),
            "LANDFALL_POSTGRES_URL": url?.string ?? databaseURL,
            "LANDFALL_POSTGRES_CONNECTIONS": "4",
            "LANDFALL_GRAPH_URL": entra.url,
            "LANDFALL_LOGIN_URL": entra.url,
            "LANDFALL_TENANT_ID": SimulatedEntra.tenant,
            "LANDFALL_CLIENT_ID": SimulatedEntra.client,
            "LANDFALL_CLIENT_SECRET_FILE": secretFile.path,
            "LANDFALL_GRAPH_TIMEOUT": "5s",
            "LANDFALL_GRAPH_LATENESS": "0s",
            "LANDFALL_HTTP_PORT": "0",
            "LANDFALL_GATHER_WINDOW": "0ms",
            "LANDFALL_VERIFY_FIRST_DELAY": "100ms",
            "LANDFALL_VERIFY_INTERVAL": "300ms",
            "LANDFALL_VERIFY_READS": "2",
            "LANDFALL_VERIFY_LIMIT": "20s",
        ]
    }
}
