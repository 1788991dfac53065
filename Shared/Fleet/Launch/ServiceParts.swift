public import Domain
public import Hummingbird
public import Postgres
public import ServiceLifecycle

/// What makes a service this one and no other.
public struct ServiceParts: Sendable {
    /// The PostgreSQL schema that it owns.
    public var schema: String
    public var migrations: [PostgresMigration]
    public var stages: [any StageHandler]
    /// What else runs while the service lives; started when the schema is in place.
    public var background: [any Service]
    /// Small questions that show whether a dependency answers.
    public var probes: [Dependency: BreakerBoard.Probe]
    /// What must be so for the service to be ready, besides broker, database and breakers.
    public var checks: [Readiness.Check]
    /// Pages of its own.
    public var routes: @Sendable (Router<BasicRequestContext>) -> Void

    public init(
        schema: String,
        migrations: [PostgresMigration],
        stages: [any StageHandler] = [],
        background: [any Service] = [],
        probes: [Dependency: BreakerBoard.Probe] = [:],
        checks: [Readiness.Check] = [],
        routes: @escaping @Sendable (Router<BasicRequestContext>) -> Void = { _ in }
    ) {
        self.schema = schema
        self.migrations = migrations
        self.stages = stages
        self.background = background
        self.probes = probes
        self.checks = checks
        self.routes = routes
    }
}
