/// The limits and the trust settings of an ``HTTPClient``.
///
/// Every limit has a default that suits calls to a well-behaved JSON interface. Nothing is taken from the process's
/// environment: no `http_proxy`, no `.netrc`.
public struct HTTPClientConfiguration: Sendable {
    /// How long opening a connection may take: name resolution, TCP and TLS together. Default: 10 s.
    ///
    /// Resolution is 1 ms; the limit must be at least that.
    public var connectTimeout: Duration

    /// How long a request may take as a whole, from ``HTTPClient/execute(_:)`` to the last byte of the response: waiting
    /// for a free connection, opening one and following redirects included. Default: 60 s.
    public var requestTimeout: Duration

    /// How long a request that is under way may pass without a byte in either direction. Default: 30 s.
    ///
    /// It also bounds how long a server may think before its first byte.
    public var idleTimeout: Duration

    /// The longest response body that is accepted, in bytes. Default: 16 MiB.
    public var maximumResponseBytes: Int

    /// The longest response head (status line and header fields, interim responses included), in bytes.
    /// Default: 256 KiB. Whatever it is, 10,000 lines are the most.
    public var maximumResponseHeadBytes: Int

    /// How many connections the client has at most, idle ones included. Default: 128.
    public var maximumConnections: Int

    /// How many connections the client has at most to one host. Further requests wait for one to become free, within
    /// their ``requestTimeout``. Over HTTP/2 one connection carries many requests. Default: 64.
    public var maximumConnectionsPerHost: Int

    /// A connection that was idle for longer is not used again, in whole seconds. Default: 60 s.
    public var connectionIdleLimit: Duration

    /// A connection older than this is not used again, so that changes of DNS and of certificates are noticed, in whole
    /// seconds. Default: 10 min.
    public var connectionLifetime: Duration

    /// Whom to trust and who to be over TLS.
    public var tls: TLS

    /// The proxy to use, such as `http://proxy.example:3128`; `nil`, the default, means none.
    public var proxy: String?

    /// The `User-Agent` of requests that don't set their own; `nil` sends none.
    public var userAgent: String?

    /// How many redirects in a row are followed, and only for GET and HEAD, and only to the same scheme, host and port.
    /// Default: 0.
    ///
    /// A redirect that isn't followed is returned as the response that it is.
    public var followsSameOriginRedirects: Int

    /// Creates a configuration; every value that isn't given has the default that its property documents.
    public init(
        connectTimeout: Duration = .seconds(10),
        requestTimeout: Duration = .seconds(60),
        idleTimeout: Duration = .seconds(30),
        maximumResponseBytes: Int = 16 << 20,
        tls: TLS = TLS(),
        userAgent: String? = nil
    ) {
        self.connectTimeout = connectTimeout
        self.requestTimeout = requestTimeout
        self.idleTimeout = idleTimeout
        self.maximumResponseBytes = maximumResponseBytes
        self.maximumResponseHeadBytes = 256 << 10
        self.maximumConnections = 128
        self.maximumConnectionsPerHost = 64
        self.connectionIdleLimit = .seconds(60)
        self.connectionLifetime = .seconds(600)
        self.tls = tls
        self.proxy = nil
        self.userAgent = userAgent
        self.followsSameOriginRedirects = 0
    }
}

extension HTTPClientConfiguration {
    /// Trust and identity for TLS. The server's certificate and its name are always checked, and TLS is 1.2 or newer.
    public struct TLS: Sendable {
        /// A PEM file of the authorities to trust, and only those; `nil` means those of the system.
        public var caFile: String?

        /// The certificate that this client shows to a server that asks for one.
        public var clientCertificate: ClientCertificate?

        /// Creates TLS settings; without arguments, the system's authorities and no client certificate.
        public init(caFile: String? = nil, clientCertificate: ClientCertificate? = nil) {
            self.caFile = caFile
            self.clientCertificate = clientCertificate
        }
    }

    /// A certificate and its private key, both PEM files.
    public struct ClientCertificate: Sendable {
        /// The certificate, followed by its intermediates if it has any.
        public var certificateFile: String

        /// The private key.
        public var keyFile: String

        /// The password of the private key, if it has one.
        public var keyPassword: String?

        /// Names the files of a certificate and its private key.
        public init(certificateFile: String, keyFile: String, keyPassword: String? = nil) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.keyPassword = keyPassword
        }
    }
}
