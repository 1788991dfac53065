public import Entra
public import Foundation
public import HTTP
public import Logging
public import ServiceNow

/// Makes the clients of outside services by the settings: for services, and for tools that have nothing else of Landfall.
public struct Connectors: Sendable {
    let settings: Settings
    let now: @Sendable () -> Date
    private let caFile: String?
    /// What is said of connections, and of calls to Graph.
    private let loggers: (http: Logger, graph: Logger)

    /// - Throws: ``ConfigurationError``
    public init(_ settings: Settings, now: @escaping @Sendable () -> Date, logger: Logger) throws(ConfigurationError) {
        self.init(settings, caFile: try settings.caFile(), now: now, loggers: (logger, logger))
    }

    init(
        _ settings: Settings, caFile: String?, now: @escaping @Sendable () -> Date,
        loggers: (http: Logger, graph: Logger)
    ) {
        self.settings = settings
        self.caFile = caFile
        self.now = now
        self.loggers = loggers
    }

    /// The client for the configured ServiceNow instance.
    ///
    /// - Parameters:
    ///   - calls: how many calls it makes at a time when nothing is configured: an instance has few threads, four in all.
    ///   - limit: what decides that instead.
    /// - Throws: ``ConfigurationError``
    public func serviceNow(
        calls: Int, limit: (any CallLimiting)? = nil
    ) throws(ConfigurationError) -> ServiceNowClient {
        let configuration = ServiceNowConfiguration(
            url: try settings.baseURL("LANDFALL_SERVICENOW_URL"),
            clientID: try settings.required("LANDFALL_SERVICENOW_CLIENT_ID"),
            clientSecretFile: try settings.file("LANDFALL_SERVICENOW_CLIENT_SECRET_FILE"),
            maximumCalls: try settings.serviceNowCalls(default: calls),
            requestTimeout: try settings.serviceNowTimeout(),
            itemStates: try settings.states(Settings.itemStates),
            incidentStates: try settings.states(Settings.incidentStates))
        let http = try httpClient { http in
            http.requestTimeout = configuration.requestTimeout
            http.idleTimeout = configuration.requestTimeout
        }
        return ServiceNowClient(configuration: configuration, http: http, limit: limit, now: now)
    }

    /// The client for Microsoft Graph in the configured tenant.
    ///
    /// - Parameter onAnswer: is told what each answer says about the quota.
    /// - Throws: ``ConfigurationError``
    public func graph(
        onAnswer: @escaping @Sendable (ThrottleSignal) -> Void = { _ in }
    ) throws(ConfigurationError) -> GraphClient {
        let credential: EntraConfiguration.Credential =
            settings.string("LANDFALL_CLIENT_CERTIFICATE_FILE") == nil
            ? .secretFile(try settings.file("LANDFALL_CLIENT_SECRET_FILE"))
            : .certificateFile(try settings.file("LANDFALL_CLIENT_CERTIFICATE_FILE"))
        let configuration = EntraConfiguration(
            graphURL: try settings.baseURL("LANDFALL_GRAPH_URL", default: "https://graph.microsoft.com"),
            loginURL: try settings.baseURL("LANDFALL_LOGIN_URL", default: "https://login.microsoftonline.com"),
            tenantID: try settings.required("LANDFALL_TENANT_ID"),
            clientID: try settings.required("LANDFALL_CLIENT_ID"),
            credential: credential,
            caFile: caFile,
            requestTimeout: try settings.duration("LANDFALL_GRAPH_TIMEOUT", default: .seconds(20)),
            bulkAddCost: try bulkAddCost(),
            permissions: PermissionCheck(
                allowsRoleAssignableGroups: try settings.boolean(Fleet.allowsRoleAssignableGroups, default: false),
                allowsUserWrite: try settings.boolean(Fleet.allowsUserWrite, default: false)))
        if let problem = configuration.problems.first {
            throw ConfigurationError(Self.variable(of: problem.setting), problem.message)
        }
        let http = try httpClient { $0 = configuration.httpClientConfiguration }
        return GraphClient(
            configuration: configuration, http: http, now: now, logger: loggers.graph, onAnswer: onAnswer)
    }

    /// A client for one outside service, with the configured authority.
    ///
    /// - Parameter adjust: changes limits before the client is made.
    /// - Throws: ``ConfigurationError`` when the client can't be made so.
    public func httpClient(_ adjust: (inout HTTPClientConfiguration) -> Void = { _ in }) throws(ConfigurationError)
        -> HTTPClient
    {
        var http = HTTPClientConfiguration(
            tls: .init(caFile: caFile), userAgent: "Landfall/\(LandfallVersion.current)")
        adjust(&http)
        do throws(HTTPClientError) {
            return try HTTPClient(configuration: http, logger: loggers.http)
        } catch {
            throw ConfigurationError("LANDFALL_CA_FILE", "or the HTTP limits can't be used: \(error)")
        }
    }

    private func bulkAddCost() throws(ConfigurationError) -> EntraConfiguration.BulkAddCost {
        let name = "LANDFALL_GRAPH_PATCH_COST"
        guard let text = settings.string(name) else { return .third }
        guard let cost = EntraConfiguration.BulkAddCost(rawValue: text) else {
            throw ConfigurationError(name, "must be one or third, not “\(text)”")
        }
        return cost
    }

    /// The variable that a setting comes from. Those that have none follow the address of Graph, or have defaults that work.
    private static func variable(of setting: EntraConfiguration.Problem.Setting) -> String {
        switch setting {
        case .graphURL, .cloud, .renewalLead, .renewalJitter: "LANDFALL_GRAPH_URL"
        case .loginURL: "LANDFALL_LOGIN_URL"
        case .tenantID: "LANDFALL_TENANT_ID"
        case .clientID: "LANDFALL_CLIENT_ID"
        case .requestTimeout: "LANDFALL_GRAPH_TIMEOUT"
        }
    }
}
