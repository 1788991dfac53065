public import Foundation
public import Logging
public import Postgres

/// What every service is made of, ready to be used: handed to a service when it is put together.
public struct Fleet: Sendable {
    public let identity: ServiceIdentity
    public let settings: Settings
    public let configuration: FleetConfiguration
    public let database: PostgresClient
    public let publisher: EventPublisher
    public let logger: Logger
    /// The service's share of the calls to ServiceNow; nil for a service that makes none.
    var callSlots: CallSlots?

    /// The time of day.
    public let now: @Sendable () -> Date
}
