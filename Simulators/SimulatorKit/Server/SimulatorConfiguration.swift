/// How a simulator is served.
public struct SimulatorConfiguration: Sendable, Hashable {
    /// The address to listen on.
    public var host: String
    /// The port for plain HTTP; 0 takes any free one.
    public var port: Int
    /// A folder with `server.pem` and `server.key`. With it the same is served over TLS, on the port ten higher (or,
    /// if `port` is 0, on any free one). Nil serves plain HTTP only.
    public var certificates: String?

    /// How long requests that are under way may take once the simulator is asked to stop.
    public var shutdownLimit: Duration = .seconds(3)

    public init(host: String = "127.0.0.1", port: Int = 0, certificates: String? = nil) {
        self.host = host
        self.port = port
        self.certificates = certificates
    }

    var tlsPort: Int { port == 0 ? 0 : port + 10 }
}
