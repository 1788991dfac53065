/// How to reach a ServiceNow instance.
public struct ServiceNowConfiguration: Sendable {
    /// The instance, such as `https://example.service-now.com`, without a slash at its end.
    public var url: String
    public var clientID: String
    /// The file that holds the client secret. It is read anew for each token, so that a secret can be exchanged while running.
    public var clientSecretFile: String
    /// Calls that a client makes at a time, where it is given no other limit. An instance has few threads for the API (typically four in a node, for all callers), and a
    /// full queue answers 429.
    public var maximumCalls: Int
    /// The instance itself cuts transactions at 60 s.
    public var requestTimeout: Duration
    /// Of request items and catalogue tasks.
    public var itemStates: StateValues<ItemState>
    public var incidentStates: StateValues<IncidentState>

    public init(
        url: String, clientID: String, clientSecretFile: String, maximumCalls: Int = 2,
        requestTimeout: Duration = .seconds(65), itemStates: StateValues<ItemState> = .init(),
        incidentStates: StateValues<IncidentState> = .init()
    ) {
        self.url = url
        self.clientID = clientID
        self.clientSecretFile = clientSecretFile
        self.maximumCalls = maximumCalls
        self.requestTimeout = requestTimeout
        self.itemStates = itemStates
        self.incidentStates = incidentStates
    }
}
