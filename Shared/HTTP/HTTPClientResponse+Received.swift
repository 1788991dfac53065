import HTTPTypes

extension HTTPClientResponse {
    /// Reads the head of what was received.
    ///
    /// - Throws: ``HTTPClientError`` if there is no final response in it.
    init(_ received: ReceivedResponse, from url: RequestURL) throws(HTTPClientError) {
        guard let head = ResponseHead(received.head) else {
            throw HTTPClientError(
                code: .protocolError, message: "\(url.origin): the response has no status", mayHaveBeenCarriedOut: true)
        }
        // libcurl takes the end of the connection after an interim response for the end of the exchange.
        guard head.status.kind != .informational else {
            throw HTTPClientError(
                code: .connectionLost, message: "\(url.origin): there was an interim response, but no final one",
                mayHaveBeenCarriedOut: true)
        }
        self.init(
            status: head.status, headerFields: head.fields, body: received.body, version: received.version,
            timings: received.timings, reusedConnection: received.reusedConnection)
    }
}
