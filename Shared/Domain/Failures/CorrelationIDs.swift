/// What finds a call again, in the other side's logs and on record: its ids, and the digests of what was sent and answered.
public struct CorrelationIDs: Hashable, Codable, Sendable {
    /// The id that we gave the call (`client-request-id`).
    public var clientRequestID: String?
    /// The id that the other side gave it (Graph: `request-id`; ServiceNow: `X-Transaction-ID`).
    public var requestID: String?
    /// ``CallDigest`` of the request.
    public var requestDigest: String?
    /// ``CallDigest`` of the answer; nil when there was none.
    public var responseDigest: String?

    public init(
        clientRequestID: String? = nil, requestID: String? = nil, requestDigest: String? = nil,
        responseDigest: String? = nil
    ) {
        self.clientRequestID = clientRequestID
        self.requestID = requestID
        self.requestDigest = requestDigest
        self.responseDigest = responseDigest
    }

    enum CodingKeys: String, CodingKey {
        case clientRequestID = "client_request_id"
        case requestID = "request_id"
        case requestDigest = "request_digest"
        case responseDigest = "response_digest"
    }
}
