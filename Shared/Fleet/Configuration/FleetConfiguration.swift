public import AMQP
public import Logging
public import Postgres

/// The part of the configuration that every service has.
public struct FleetConfiguration: Sendable {
    public var broker: AMQPConfiguration
    public var database: PostgresConfiguration
    /// Where `/healthz`, `/readyz`, `/metrics` and the service's own pages are served.
    public var httpHost: String
    public var httpPort: Int
    public var logLevel: Logger.Level
    /// The authority that signed the certificates of HTTP services, as a PEM file; the system's authorities when there is none.
    public var caFile: String?
    /// How many messages of one stage are worked on at a time, which is also how many the broker hands over.
    public var concurrency: Int
    public var retry: RetryPolicy
    /// After this a handling is ended and counts as failed; far below the 30 minutes after which the broker ends a consumer.
    public var handlingLimit: Duration
    /// How long a stopping service lets messages in work come to their end.
    public var drainLimit: Duration

    /// - Throws: ``ConfigurationError``, which names the variable.
    public init(_ settings: Settings, service: ServiceIdentity) throws {
        do {
            self.broker = try AMQPConfiguration(url: settings.required("LANDFALL_AMQP_URL"))
        } catch let error as AMQPError {
            throw ConfigurationError("LANDFALL_AMQP_URL", "can't be used: \(error.message)")
        }
        do {
            self.database = try PostgresConfiguration(uri: settings.required("LANDFALL_POSTGRES_URL"))
        } catch let error as PostgresError {
            throw ConfigurationError("LANDFALL_POSTGRES_URL", "can't be used: \(error.message)")
        }
        self.broker.connectionName = service.description
        self.database.applicationName = service.description
        self.database.role = settings.string("LANDFALL_POSTGRES_ROLE")
        // Every statement finds its rows by a key: a plan made anew for each value would cost more than it could gain.
        self.database.runtimeParameters["plan_cache_mode"] = "force_generic_plan"
        self.database.maximumConnections = try settings.integer(
            "LANDFALL_POSTGRES_CONNECTIONS", default: 8, in: 1...200)
        self.httpHost = settings.string("LANDFALL_HTTP_HOST") ?? "127.0.0.1"
        self.httpPort = try settings.integer("LANDFALL_HTTP_PORT", default: service.name.defaultPort, in: 0...65_535)
        let level = settings.string("LANDFALL_LOG_LEVEL") ?? "info"
        guard let logLevel = Logger.Level(rawValue: level) else {
            let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConfigurationError("LANDFALL_LOG_LEVEL", "must be one of \(levels), not “\(level)”")
        }
        self.logLevel = logLevel
        self.caFile = try settings.caFile()
        self.concurrency = try settings.integer("LANDFALL_CONCURRENCY", default: 32, in: 1...1000)
        self.retry = RetryPolicy(
            maximumAttempts: try settings.integer("LANDFALL_MAXIMUM_ATTEMPTS", default: 12, in: 1...1000))
        self.handlingLimit = try settings.duration("LANDFALL_HANDLING_LIMIT", default: .seconds(120))
        self.drainLimit = try settings.duration("LANDFALL_DRAIN_LIMIT", default: .seconds(20))
    }
}
