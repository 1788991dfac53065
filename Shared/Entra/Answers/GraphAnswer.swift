import Domain
import Foundation
import HTTPTypes

/// What Graph answered to a call.
struct GraphAnswer: Sendable {
    let status: Int
    let headerFields: HTTPFields
    let body: [UInt8]
    /// The error that the body states, if it is one of Graph's.
    let error: GraphError?
    let correlation: CorrelationIDs
    /// How long Graph asks to wait.
    let retryAfterSeconds: Double?
    /// The permission that the token lacked with which the call was made: then a refusal says nothing of what the call was about.
    var lackedPermission: String?

    /// - Parameters:
    ///   - requestDigest: that of the call.
    ///   - now: what a `Retry-After` that is a date is compared with, if the answer has no `Date` of its own.
    init(
        status: Int, headerFields: HTTPFields, body: [UInt8], clientRequestID: String, requestDigest: String? = nil,
        now: Date
    ) {
        self.status = status
        self.headerFields = headerFields
        self.body = body
        self.error = (200..<300).contains(status) ? nil : GraphError(body)
        self.correlation = CorrelationIDs(
            clientRequestID: clientRequestID,
            requestID: headerFields[.requestID].flatMap(Self.printable) ?? error?.requestID.flatMap(Self.printable),
            requestDigest: requestDigest, responseDigest: CallDigest.response(status: status, body: body))
        self.retryAfterSeconds = headerFields[.retryAfter].flatMap {
            RetryAfter.seconds($0, now: headerFields[.date].flatMap(HTTPDate.parse) ?? now)
        }
    }

    /// Ids travel in logs, tables and tickets: what isn't short printable text is none.
    private static func printable(_ text: String) -> String? {
        (1...100).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? text : nil
    }
}

extension HTTPField.Name {
    static let clientRequestID = Self("client-request-id")!
    static let requestID = Self("request-id")!
    static let traceparent = Self("traceparent")!
}
