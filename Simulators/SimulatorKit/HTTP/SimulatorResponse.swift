public import HTTPTypes

/// What a simulator answers.
public struct SimulatorResponse: Sendable {
    public var status: HTTPResponse.Status
    public var headers: HTTPFields
    public var body: [UInt8]
    /// The connection is closed instead of sending anything: the client never learns what happened.
    public var closesConnection = false

    public init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer with a JSON body. A `Content-Type` among `headers` wins.
    public static func json(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> SimulatorResponse {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return SimulatorResponse(status: status, headers: headers, body: value.serialized)
    }

    /// An answer with a text body.
    public static func text(
        _ text: String, contentType: String = "text/plain; charset=utf-8", status: HTTPResponse.Status = .ok
    ) -> SimulatorResponse {
        SimulatorResponse(status: status, headers: [.contentType: contentType], body: Array(text.utf8))
    }

    /// No answer: the TCP connection is closed.
    public static var connectionClosed: SimulatorResponse {
        var response = SimulatorResponse(status: .noContent)
        response.closesConnection = true
        return response
    }
}
