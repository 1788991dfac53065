import AMQP
import CoreMetrics
import Domain
import Foundation
import Hummingbird
import Logging
import Postgres
import ServiceLifecycle
import UnixSignals

/// Starts a service and keeps it running until it is told to stop.
///
/// On SIGTERM or SIGINT it stops in two stages: it takes no more messages and lets those in work come to their end; after
/// `LANDFALL_DRAIN_LIMIT` it cancels what is left, which the broker then delivers to somebody else.
public enum FleetLauncher {
    /// Doesn't return before the service has stopped. A configuration that can't be used ends the process with one line and status 78.
    public static func run(_ name: ServiceName, _ assemble: @Sendable (Fleet) async throws -> ServiceParts) async {
        let identity = ServiceIdentity.current(name)
        let settings = Settings()
        do {
            let configuration = try FleetConfiguration(settings, service: identity)
            try await run(identity, settings, configuration, assemble)
        } catch let error as ConfigurationError {
            complain("\(name.rawValue): \(error)")
            exit(EX_CONFIG)
        } catch {
            complain("\(name.rawValue): it has stopped: \(error)")
            exit(EX_SOFTWARE)
        }
    }

    private static func run(
        _ identity: ServiceIdentity, _ settings: Settings, _ configuration: FleetConfiguration,
        _ assemble: @Sendable (Fleet) async throws -> ServiceParts
    ) async throws {
        let metrics = PrometheusMetrics()
        MetricsSystem.bootstrap(metrics)
        LoggingSystem.bootstrap { label in
            JSONLogHandler(
                label: label, level: configuration.logLevel,
                metadata: ["service": "\(identity.name.rawValue)", "instance": "\(identity.instance)"])
        }
        let logger = Logger(label: "landfall")
        let database = PostgresClient(configuration: configuration.database, logger: Logger(label: "postgres"))
        // Publishing and taking go over two connections: a broker that is short of memory blocks those that publish.
        let publishing = AMQPClient(
            configuration: configuration.broker, topology: LandfallTopology.topology,
            logger: Logger(label: "amqp.publish"))
        let taking = AMQPClient(
            configuration: configuration.broker, topology: LandfallTopology.topology, logger: Logger(label: "amqp.take")
        )
        let fleet = Fleet(
            identity: identity, settings: settings, configuration: configuration, database: database,
            publisher: EventPublisher(client: publishing, identity: identity), logger: logger,
            callSlots: try CallSlots(of: identity.name, settings, configuration.database), now: { Date() })

        let services = try await services(of: fleet, publishing, taking, metrics, assemble)
        logger.notice("starting", metadata: [LogKey.version: "\(LandfallVersion.current)"])
        var group = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "lifecycle"))
        group.maximumGracefulShutdownDuration = configuration.drainLimit
        try await ServiceGroup(configuration: group).run()
        logger.notice("stopped")
    }

    /// All that a service consists of, in the order in which it starts. Stopped in the opposite order: first whoever takes work, then what
    /// the work needs.
    static func services(
        of fleet: Fleet, _ publishing: AMQPClient, _ taking: AMQPClient, _ metrics: PrometheusMetrics,
        _ assemble: (Fleet) async throws -> ServiceParts
    ) async throws -> [any Service] {
        let database = fleet.database
        let parts = try await assemble(fleet)
        let gate = SchemaGate(database: database, parts: parts, logger: fleet.logger)
        let probes = parts.probes.merging([.postgres: { try await database.query("SELECT 1") }]) { own, _ in own }
        let breakers = BreakerBoard(probes: probes, logger: fleet.logger)
        let stages = parts.stages.map { handler in
            stage(handler, fleet, taking, breakers, gate)
        }
        let server = httpServer(fleet, parts, gate, breakers, [publishing, taking], metrics)
        let unneeded = parts.stages.reduce(Set(parts.probes.keys)) { $0.subtracting($1.needs) }
        let watches = unneeded.isEmpty ? [] : [BreakerWatch(breakers: breakers, dependencies: unneeded)]
        let slots = fleet.callSlots.map { [ClientService($0.run)] } ?? []
        return [ClientService(database.run)] + slots
            + [ClientService(publishing.run), ClientService(taking.run), gate, server]
            + watches + parts.background.map { GatedService(service: $0, gate: gate) } + stages
    }

    private static func stage(
        _ handler: any StageHandler, _ fleet: Fleet, _ taking: AMQPClient, _ breakers: BreakerBoard, _ gate: SchemaGate
    ) -> StageRunner {
        var logger = fleet.logger
        logger[metadataKey: LogKey.stage] = "\(handler.stage.rawValue)"
        let processor = MessageProcessor(
            handler: handler, publisher: fleet.publisher, breakers: breakers, retry: fleet.configuration.retry,
            handlingLimit: fleet.configuration.handlingLimit, identity: fleet.identity, now: fleet.now, logger: logger)
        return StageRunner(
            processor: processor, consumer: taking, breakers: breakers, prefetch: fleet.configuration.concurrency,
            isReady: { try await gate.wait() }, logger: logger)
    }

    private static func httpServer(
        _ fleet: Fleet, _ parts: ServiceParts, _ gate: SchemaGate, _ breakers: BreakerBoard, _ brokers: [AMQPClient],
        _ metrics: PrometheusMetrics
    ) -> some Service {
        let checks =
            [
                Readiness.Check("broker") {
                    brokers.allSatisfy(\.isConnected)
                        ? nil : "there is no connection to the broker; look at LANDFALL_AMQP_URL and the broker"
                },
                Readiness.Check("database") {
                    do throws(PostgresError) {
                        try await fleet.database.query("SELECT 1")
                        return nil
                    } catch {
                        return error.description
                    }
                },
                Readiness.Check("schema") { gate.obstacle },
                Readiness.Check("dependencies") {
                    let down = breakers.open(among: Set(Dependency.allCases)).map(\.rawValue).sorted()
                    return down.isEmpty ? nil : "down: \(down.joined(separator: ", "))"
                },
            ] + parts.checks
        let router = Router()
        HealthRoutes(readiness: Readiness(checks), metrics: metrics).add(to: router)
        parts.routes(router)
        return Application(
            router: router,
            configuration: .init(
                address: .hostname(fleet.configuration.httpHost, port: fleet.configuration.httpPort),
                serverName: "landfall"),
            logger: Logger(label: "http.server"))
    }

    private static func complain(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }
}
