import HTTPTypes
import SimulatorKit

/// A refusal by the login service, with its AADSTS code.
struct LoginError: Error, Sendable, Hashable {
    var status: HTTPResponse.Status
    /// The word of OAuth 2.0, such as `invalid_client`.
    var error: String
    var code: Int
    var message: String

    init(_ error: String, _ code: Int, _ message: String, status: HTTPResponse.Status = .badRequest) {
        self.status = status
        self.error = error
        self.code = code
        self.message = message
    }

    /// The text with ids and time, its lines separated as Entra separates them.
    func description(traceID: String, correlationID: String, at time: Timestamp) -> String {
        "AADSTS\(code): \(message)\r\nTrace ID: \(traceID)\r\nCorrelation ID: \(correlationID)\r\n"
            + "Timestamp: \(time.dateText) \(time.timeText)Z"
    }

    func body(traceID: String, correlationID: String, at time: Timestamp, baseURL: String) -> JSONValue {
        [
            "error": .string(error),
            "error_description": .string(description(traceID: traceID, correlationID: correlationID, at: time)),
            "error_codes": [.integer(code)], "timestamp": .string("\(time.dateText) \(time.timeText)Z"),
            "trace_id": .string(traceID), "correlation_id": .string(correlationID),
            "error_uri": .string("\(baseURL)/error?code=\(code)"),
        ]
    }
}

extension LoginError {
    static func missing(_ parameter: String) -> LoginError {
        LoginError(
            "invalid_request", 900144,
            "The request body must contain the following parameter: '\(parameter)'.")
    }

    static func unknownTenant(_ tenant: String) -> LoginError {
        LoginError(
            "invalid_request", 90002,
            "Tenant '\(tenant)' not found. Check to make sure you have the correct tenant ID and are signing into "
                + "the correct cloud. Check with your subscription administrator, this may happen if there are no "
                + "active subscriptions for the tenant.")
    }

    static func unknownApplication(_ id: String, tenant: String) -> LoginError {
        LoginError(
            "unauthorized_client", 700016,
            "Application with identifier '\(id)' was not found in the directory '\(tenant)'. This can happen if the "
                + "application has not been installed by the administrator of the tenant or consented to by any user "
                + "in the tenant. You may have sent your authentication request to the wrong tenant.")
    }

    static func invalidClient(_ code: Int, _ message: String) -> LoginError {
        LoginError("invalid_client", code, message, status: .unauthorized)
    }

    static func invalidGrant(_ code: Int, _ message: String) -> LoginError {
        LoginError("invalid_grant", code, message)
    }
}
