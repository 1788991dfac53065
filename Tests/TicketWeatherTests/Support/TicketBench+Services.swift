import AMQP
import Domain
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import TestSupport

@testable import Approver
@testable import Auditor
@testable import Executor
@testable import Fleet
@testable import Ingest
@testable import Validator

extension TicketBench {
    /// Runs the services as they are launched, in this process, as long as `body` does; then has them stop in good order.
    func running(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let groups = [
            try await services(.ingest, "ingest-1") { fleet in try IngestService.parts(of: fleet) },
            try await services(.validator, "validator-1") { fleet in try ValidatorService.parts(of: fleet) },
            try await services(.approver, "approver-1") { fleet in try ApproverService.parts(of: fleet) },
            try await services(.executor, "executor-1") { fleet in try await ExecutorService.parts(of: fleet) },
            try await services(.auditor, "auditor-1") { fleet in try AuditorService.parts(of: fleet) },
            try await services(.auditor, "auditor-2") { fleet in try AuditorService.parts(of: fleet) },
        ]
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for group in groups { tasks.addTask { try await group.run() } }
            do {
                try await body()
            } catch {
                tasks.cancelAll()
                throw error
            }
            for group in groups { await group.triggerGracefulShutdown() }
            try await tasks.waitForAll()
        }
    }

    private func services(
        _ name: ServiceName, _ instance: String, _ assemble: @Sendable (Fleet) async throws -> ServiceParts
    ) async throws -> ServiceGroup {
        let settings = Settings(try environment())
        let identity = ServiceIdentity(name: name, instance: instance)
        var configuration = try FleetConfiguration(settings, service: identity)
        configuration.broker = broker
        configuration.broker.connectionName = instance
        let logger = TestBroker.quiet
        let (publishing, taking) = (
            AMQPClient(configuration: configuration.broker, topology: LandfallTopology.topology, logger: logger),
            AMQPClient(configuration: configuration.broker, topology: LandfallTopology.topology, logger: logger)
        )
        let fleet = Fleet(
            identity: identity, settings: settings, configuration: configuration,
            database: PostgresClient(configuration: configuration.database, logger: logger),
            publisher: EventPublisher(client: publishing, identity: identity), logger: logger, now: { Date() })
        let services = try await FleetLauncher.services(
            of: fleet, publishing, taking, PrometheusMetrics(), assemble)
        var group = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
            logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(5)
        return ServiceGroup(configuration: group)
    }

    private func environment() throws -> [String: String] {
        [
            "LANDFALL_AMQP_URL": try TestEnvironment.value("LANDFALL_TEST_AMQP_URL"),
            "LANDFALL_POSTGRES_URL": databaseURL,
            "LANDFALL_POSTGRES_CONNECTIONS": "3",
            "LANDFALL_GRAPH_URL": directory.url,
            "LANDFALL_LOGIN_URL": directory.url,
            "LANDFALL_TENANT_ID": SimulatedDirectory.tenant,
            "LANDFALL_CLIENT_ID": SimulatedDirectory.client,
            "LANDFALL_CLIENT_SECRET_FILE": files.graphSecret.path,
            "LANDFALL_GRAPH_LATENESS": "0s",
            "LANDFALL_SERVICENOW_URL": serviceNow.url,
            "LANDFALL_SERVICENOW_CLIENT_ID": SimulatedServiceNow.client,
            "LANDFALL_SERVICENOW_CLIENT_SECRET_FILE": files.serviceNowSecret.path,
            // Two Auditors make two calls between them, so that the fleet makes four.
            "LANDFALL_SERVICENOW_CALLS": "1",
            "LANDFALL_SERVICENOW_TIMEOUT": "1s",
            "LANDFALL_SERVICENOW_LATENESS": "4s",
            "LANDFALL_INCIDENT_GROUP": SimulatedServiceNow.group,
            "LANDFALL_WEBHOOK_KEY_FILE": files.webhookKey.path,
            "LANDFALL_POLICY_FILE": files.policy.path,
            // No hook tells of anything here: all are lost.
            "LANDFALL_POLL_INTERVAL": "200ms",
            "LANDFALL_HTTP_PORT": "0",
            "LANDFALL_GATHER_WINDOW": "0ms",
            // Time for a ticket to be told of the start before it is told of the end.
            "LANDFALL_VERIFY_FIRST_DELAY": "600ms",
            "LANDFALL_VERIFY_INTERVAL": "0s",
        ]
    }
}
