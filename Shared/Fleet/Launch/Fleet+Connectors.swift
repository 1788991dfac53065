public import Entra
public import HTTP
import Logging
public import ServiceNow
public import Teams

extension Fleet {
    private var connectors: Connectors {
        Connectors(
            settings, caFile: configuration.caFile, now: now, loggers: (http: logger, graph: Logger(label: "entra")))
    }

    /// The client for the configured ServiceNow instance, which makes no more calls at a time than the service's share, whatever the number
    /// of its processes: ``Connectors/serviceNow(calls:limit:)``.
    public func serviceNow() throws(ConfigurationError) -> ServiceNowClient {
        try connectors.serviceNow(calls: identity.name.serviceNowCalls, limit: callSlots)
    }

    /// The client for Microsoft Graph in the configured tenant: ``Connectors/graph(onAnswer:)``.
    public func graph(
        onAnswer: @escaping @Sendable (ThrottleSignal) -> Void = { _ in }
    ) throws(ConfigurationError) -> GraphClient {
        try connectors.graph(onAnswer: onAnswer)
    }

    /// A client for one outside service: ``Connectors/httpClient(_:)``.
    public func httpClient(_ adjust: (inout HTTPClientConfiguration) -> Void = { _ in }) throws(ConfigurationError)
        -> HTTPClient
    {
        try connectors.httpClient(adjust)
    }

    /// The client for the configured channel in Microsoft Teams; nil where none is configured.
    ///
    /// - Throws: ``ConfigurationError``, which says nothing of the webhook's address: it is a secret.
    public func teams() throws(ConfigurationError) -> TeamsClient? {
        let name = "LANDFALL_TEAMS_WEBHOOK_URL_FILE"
        guard settings.string(name) != nil else { return nil }
        guard WebhookAddress(try settings.secret(name)) != nil else {
            throw ConfigurationError(name, "must name a file that holds an http or https address")
        }
        let timeout = try settings.duration("LANDFALL_TEAMS_TIMEOUT", default: .seconds(20))
        let http = try httpClient { $0.idleTimeout = timeout }
        return TeamsClient(webhookFile: try settings.file(name), timeout: timeout, http: http)
    }
}
