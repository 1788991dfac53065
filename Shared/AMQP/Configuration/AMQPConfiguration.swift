/// Where the broker is, who we are, and the limits.
public struct AMQPConfiguration: Sendable {
    /// The brokers to try, in order; after a failure the next one is tried. Never empty.
    public var endpoints: [AMQPEndpoint]
    public var credentials: AMQPCredentials
    public var virtualHost: String
    /// `nil`: plain TCP.
    public var tls: TLS?
    /// After twice this time without a byte from the broker the connection counts as lost. The broker may ask for
    /// less. Whole seconds; zero switches heartbeats off, and a dead peer then stays unnoticed.
    public var heartbeat: Duration
    /// For one endpoint: name resolution apart, the time for TCP and TLS, and again for logging in.
    public var connectTimeout: Duration
    public var reconnect: Backoff
    /// Shown in the broker's management pages.
    public var connectionName: String
    /// For one publish: from the call to the broker's confirm, waiting for a connection included.
    public var publishTimeout: Duration
    /// For one answer of the broker to a declaration, a subscription and the like.
    public var replyTimeout: Duration
    /// How long unsent data may wait for the broker's side to take it, before the connection counts as lost.
    public var writeTimeout: Duration
    /// How long `run()`, once cancelled, waits for confirms of what was sent.
    public var drainTimeout: Duration
    /// Bytes of a body that may be published. The broker has a limit of its own (`max_message_size`, 128 MiB).
    public var maxMessageSize: Int
    /// How many publishes may be without a confirm at a time; further ones wait.
    public var maxUnconfirmed: Int

    public init(
        endpoints: [AMQPEndpoint], credentials: AMQPCredentials, virtualHost: String = "/", tls: TLS? = nil
    ) throws(AMQPError) {
        guard !endpoints.isEmpty else { throw AMQPError(.invalidConfiguration, "there is no broker to connect to") }
        self.endpoints = endpoints
        self.credentials = credentials
        self.virtualHost = virtualHost
        self.tls = tls
        heartbeat = .seconds(30)
        connectTimeout = .seconds(5)
        reconnect = Backoff()
        connectionName = "amqp"
        publishTimeout = .seconds(30)
        replyTimeout = .seconds(20)
        writeTimeout = .seconds(60)
        drainTimeout = .seconds(5)
        maxMessageSize = 16 << 20
        maxUnconfirmed = 2_048
    }
}

extension AMQPConfiguration {
    /// How the broker proves who it is, and how this client does.
    public struct TLS: Sendable, Hashable {
        /// The authorities to trust, as a PEM file. `nil`: those of the system.
        public var caFile: String?
        /// This client's own certificate chain and key, as PEM files; both or none.
        public var clientCertificateFile: String?
        public var clientKeyFile: String?
        /// Refuse a broker whose certificate is not from a trusted authority.
        public var verifyPeer: Bool
        /// Refuse a broker whose certificate is for another host. librabbitmq compares names only: an endpoint given
        /// as an IP address never matches.
        public var verifyHostname: Bool

        public init(
            caFile: String? = nil, clientCertificateFile: String? = nil, clientKeyFile: String? = nil,
            verifyPeer: Bool = true, verifyHostname: Bool = true
        ) {
            self.caFile = caFile
            self.clientCertificateFile = clientCertificateFile
            self.clientKeyFile = clientKeyFile
            self.verifyPeer = verifyPeer
            self.verifyHostname = verifyHostname
        }
    }

    /// The waits between attempts to connect: doubled from `initial` up to `maximum`, each one shortened at random.
    public struct Backoff: Sendable, Hashable {
        public var initial: Duration
        public var maximum: Duration
        /// The part of a wait, 0 to 1, that chance may take off, so that many clients do not come back as one.
        public var jitter: Double

        public init(initial: Duration = .milliseconds(100), maximum: Duration = .seconds(10), jitter: Double = 0.5) {
            self.initial = initial
            self.maximum = maximum
            self.jitter = jitter
        }
    }
}

/// A broker's address.
public struct AMQPEndpoint: Sendable, Hashable, CustomStringConvertible {
    public var host: String
    public var port: Int

    public init(host: String, port: Int = 5672) {
        self.host = host
        self.port = port
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// User and password. Neither `print` nor a dump shows the password.
public struct AMQPCredentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    public var user: String
    public var password: String

    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    public var description: String { "\(user):***" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["user": user, "password": "***"]) }
}
