/// Where a running simulator listens.
public struct SimulatorAddresses: Sendable, Hashable {
    public let host: String
    public let port: Int
    /// Nil if the simulator has no certificates.
    public let tlsPort: Int?

    /// The plain address.
    public var http: String { "http://\(host):\(port)" }

    /// The address with TLS, by the name on the certificate.
    public var https: String? { tlsPort.map { "https://localhost:\($0)" } }
}
