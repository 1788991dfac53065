public import HTTPTypes

/// A request with its whole body in memory.
public struct HTTPClientRequest: Sendable {
    /// The method. `CONNECT` is refused.
    public var method: HTTPRequest.Method

    /// An absolute `http` or `https` URL in ASCII, percent-encoded as it is to be sent, without a user or a password.
    public var url: String

    /// The header fields. Those that frame the message or belong to the connection (`Content-Length`,
    /// `Transfer-Encoding`, `Host`, `Connection`, `Expect`, `TE`, `Upgrade`) are the client's own and are refused.
    public var headerFields: HTTPFields

    /// The body; `nil` for none. GET, HEAD and TRACE have none.
    public var body: [UInt8]?

    /// Replaces ``HTTPClientConfiguration/requestTimeout`` for this request.
    public var timeout: Duration?

    /// Whether this request must open a new connection, instead of using one that is there already.
    ///
    /// Microsoft Graph asks for that on a retry after a 503. The new connection is kept for later requests.
    public var freshConnection: Bool

    /// Creates a request; it is checked by ``HTTPClient/execute(_:)``.
    public init(
        method: HTTPRequest.Method = .get,
        url: String,
        headerFields: HTTPFields = [:],
        body: [UInt8]? = nil,
        timeout: Duration? = nil,
        freshConnection: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headerFields = headerFields
        self.body = body
        self.timeout = timeout
        self.freshConnection = freshConnection
    }
}
