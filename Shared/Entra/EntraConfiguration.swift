public import HTTP

/// Where Microsoft Entra and Microsoft Graph are, and as whom to speak to them.
public struct EntraConfiguration: Sendable {
    /// How the application proves who it is. Secrets are named by their file and read when they are needed, so that a
    /// rotated one is taken up without a restart.
    public enum Credential: Sendable, Hashable {
        /// A file that holds the client secret and nothing else; white space around it is ignored.
        case secretFile(String)
        /// A PEM file with the application's certificate and its RSA key, both unencrypted.
        case certificateFile(String)
    }

    /// What adding several people with one `PATCH` costs in writes, on which sources differ and which nobody has confirmed.
    public enum BulkAddCost: String, Sendable, Hashable, CaseIterable {
        /// One, as the published table says of every `PATCH`.
        case one
        /// A third of the people that it adds, rounded up, as Microsoft has told others (Canvas LMS counts 7 for 20).
        case third
    }

    /// The base address of Microsoft Graph, without the version: `https://graph.microsoft.com`.
    public var graphURL: String
    /// The base address of the sign-in service, without the tenant: `https://login.microsoftonline.com`.
    public var loginURL: String
    /// The directory (tenant) id, or one of its domain names.
    public var tenantID: String
    /// The application (client) id.
    public var clientID: String
    public var credential: Credential
    /// A PEM file of the authorities to trust, and only those; nil means those of the system.
    public var caFile: String?
    /// How long one call may take as a whole. Default: 20 s.
    public var requestTimeout: Duration
    /// What this cloud's Graph calls itself, in scopes and in references to objects, wherever ``graphURL`` leads:
    /// `https://graph.microsoft.com`, or `https://graph.microsoft.us` in GCC High.
    public var cloud: String
    /// How long before its end a token is renewed, at the latest. Default: 5 min.
    public var renewalLead: Duration
    /// How much earlier still it may be renewed, chosen at random, so that processes don't renew together. Default: 1 min.
    public var renewalJitter: Duration
    /// Default: ``BulkAddCost/third``. If that is wrong, some of the quota stays unused; if the other were, Graph would throttle.
    public var bulkAddCost: BulkAddCost
    /// Which application permissions are wanted and which are not borne. Default: as ``PermissionCheck``.
    public var permissions: PermissionCheck

    public init(
        graphURL: String = "https://graph.microsoft.com",
        loginURL: String = "https://login.microsoftonline.com",
        tenantID: String,
        clientID: String,
        credential: Credential,
        caFile: String? = nil,
        requestTimeout: Duration = .seconds(20),
        cloud: String = "https://graph.microsoft.com",
        renewalLead: Duration = .seconds(300),
        renewalJitter: Duration = .seconds(60),
        bulkAddCost: BulkAddCost = .third,
        permissions: PermissionCheck = PermissionCheck()
    ) {
        self.graphURL = graphURL
        self.loginURL = loginURL
        self.tenantID = tenantID
        self.clientID = clientID
        self.credential = credential
        self.caFile = caFile
        self.requestTimeout = requestTimeout
        self.cloud = cloud
        self.renewalLead = renewalLead
        self.renewalJitter = renewalJitter
        self.bulkAddCost = bulkAddCost
        self.permissions = permissions
    }

    /// After its intent, a change is sent within that time or not at all.
    var sendLimit: Duration { min(.seconds(5), requestTimeout) }

    /// The HTTP client that these calls want: nothing of Graph's is large or slow.
    public var httpClientConfiguration: HTTPClientConfiguration {
        HTTPClientConfiguration(
            connectTimeout: min(.seconds(10), requestTimeout),
            requestTimeout: requestTimeout,
            idleTimeout: requestTimeout,
            maximumResponseBytes: 1 << 20,
            tls: .init(caFile: caFile),
            userAgent: "Landfall")
    }
}
