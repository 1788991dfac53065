public import HTTPTypes

/// A complete response.
public struct HTTPClientResponse: Sendable {
    /// The version of HTTP that carried it.
    public enum Version: String, Sendable {
        case http1_0 = "HTTP/1.0"
        case http1_1 = "HTTP/1.1"
        case http2 = "HTTP/2"
    }

    /// How long the parts of the exchange took, each measured from the start of the request.
    public struct Timings: Sendable {
        /// Until the connection was usable, TLS included; zero when one was used again.
        public var connect: Duration

        /// Until the first byte of the response.
        public var firstByte: Duration

        /// Until the last byte of the response.
        public var total: Duration

        /// Creates timings, for tests and doubles.
        public init(connect: Duration, firstByte: Duration, total: Duration) {
            self.connect = connect
            self.firstByte = firstByte
            self.total = total
        }
    }

    /// The status.
    public var status: HTTPResponse.Status

    /// The header fields in the order in which they came, repeated ones kept apart.
    public var headerFields: HTTPFields

    /// The whole body. A body that was cut off is an error, never a shorter body.
    public var body: [UInt8]

    /// The version of HTTP that carried it.
    public var version: Version

    /// How long it took.
    public var timings: Timings

    /// Whether a connection was used that an earlier request had opened.
    public var reusedConnection: Bool

    /// Creates a response, for tests and doubles.
    public init(
        status: HTTPResponse.Status,
        headerFields: HTTPFields = [:],
        body: [UInt8] = [],
        version: Version = .http1_1,
        timings: Timings = Timings(connect: .zero, firstByte: .zero, total: .zero),
        reusedConnection: Bool = false
    ) {
        self.status = status
        self.headerFields = headerFields
        self.body = body
        self.version = version
        self.timings = timings
        self.reusedConnection = reusedConnection
    }
}
