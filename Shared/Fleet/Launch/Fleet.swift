public import Foundation
public import HTTP
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

    /// The time of day.
    public let now: @Sendable () -> Date

    /// A client for one outside service, with the configured authority.
    ///
    /// - Parameter adjust: changes limits before the client is made.
    /// - Throws: ``ConfigurationError`` when the client can't be made so.
    public func httpClient(_ adjust: (inout HTTPClientConfiguration) -> Void = { _ in }) throws(ConfigurationError)
        -> HTTPClient
    {
        var http = HTTPClientConfiguration(
            tls: .init(caFile: configuration.caFile), userAgent: "Landfall/\(LandfallVersion.current)")
        adjust(&http)
        do throws(HTTPClientError) {
            return try HTTPClient(configuration: http, logger: logger)
        } catch {
            throw ConfigurationError("LANDFALL_CA_FILE", "or the HTTP limits can't be used: \(error)")
        }
    }
}
