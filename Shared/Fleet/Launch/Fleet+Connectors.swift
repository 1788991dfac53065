public import Entra
public import HTTP
import Logging
public import ServiceNow

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
}
