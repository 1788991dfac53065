public import HTTPTypes

/// A page for people: what stands between a service's header and the end.
public struct Page: Sendable {
    public var title: String
    /// HTML, made by a ``PageTemplate``.
    public var body: String
    public var status: HTTPResponse.Status

    public init(title: String, body: String, status: HTTPResponse.Status = .ok) {
        self.title = title
        self.body = body
        self.status = status
    }
}
