import Foundation
import HTTPTypes
import SimulatorKit

extension HTTPField.Name {
    static let totalCount = Self.named("X-Total-Count")
    static let link = Self.named("Link")
    static let serverTiming = Self.named("Server-Timing")
    static let isLoggedIn = Self.named("X-Is-Logged-In")
    static let transactionID = Self.named("X-Transaction-ID")
    static let methodOverride = Self.named("X-HTTP-Method-Override")
    static let noResponseBody = Self.named("X-no-response-body")
    static let rateLimit = Self.named("X-RateLimit-Limit")
    static let rateLimitReset = Self.named("X-RateLimit-Reset")
    static let rateLimitRule = Self.named("X-RateLimit-Rule")

    /// The names above are all well-formed.
    private static func named(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .trailer }
}

/// The cookie that ties calls to one session. Calls of one session are carried out one after the other.
enum SessionCookie {
    static let name = "glide_session_store"

    static func value(in headers: HTTPFields) -> String? {
        guard let cookies = headers[.cookie] else { return nil }
        for pair in cookies.split(separator: ";") {
            let trimmed = pair.trimmedOfBlanks
            if trimmed.hasPrefix(name + "=") { return String(trimmed.dropFirst(name.count + 1)) }
        }
        return nil
    }
}
