/// What the other side needs to find a call in its own logs.
public struct CorrelationIDs: Hashable, Codable, Sendable {
    /// The id that we gave the call (`client-request-id`).
    public var clientRequestID: String?
    /// The id that the other side gave it (Graph: `request-id`; ServiceNow: `X-Transaction-ID`).
    public var requestID: String?

    public init(clientRequestID: String? = nil, requestID: String? = nil) {
        self.clientRequestID = clientRequestID
        self.requestID = requestID
    }

    enum CodingKeys: String, CodingKey {
        case clientRequestID = "client_request_id"
        case requestID = "request_id"
    }
}
