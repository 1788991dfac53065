import HTTPTypes
import SimulatorKit

extension SimulatorResponse {
    static let jsonType = "application/json;charset=UTF-8"

    /// The error envelope of every REST API but OAuth.
    static func refusal(_ refusal: Refusal) -> SimulatorResponse {
        var headers: HTTPFields = [.contentType: jsonType]
        if refusal.status == 401 { headers[.wwwAuthenticate] = #"Basic realm="Service-now""# }
        return .json(envelope(refusal), status: .init(code: refusal.status), headers: headers)
    }

    static func envelope(_ refusal: Refusal) -> JSONValue {
        [
            "error": ["message": .string(refusal.message), "detail": .optional(refusal.detail)],
            "status": "failure",
        ]
    }

    /// What a sleeping instance answers to everything: a page for people, with 200.
    static let hibernating = SimulatorResponse.text(
        """
        <!DOCTYPE html>
        <html><head><title>Instance Hibernating page</title></head>
        <body><h1>Your instance is hibernating</h1><p>Sign in to the developer site to wake it up.</p></body></html>
        """, contentType: "text/html")

    /// OAuth knows one answer to everything that is wrong.
    static let oauthFailure = SimulatorResponse.json(
        ["error_description": "access_denied", "error": "server_error"], status: .unauthorized,
        headers: [.contentType: jsonType])
}
