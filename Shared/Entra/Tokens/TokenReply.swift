import Domain
import Foundation

/// What the token endpoint answered. Pure.
///
/// Nothing that the answer says in free words is passed on: of a refusal only its code, its `AADSTS` number and its ids are.
enum TokenReply {
    struct Grant: Hashable, Sendable {
        let token: Secret
        /// `expires_in`, in seconds: a random value between 60 and 90 minutes, so it is never assumed.
        let lifetime: TimeInterval
    }

    /// Longer lifetimes are cut to this: a day, the longest that Entra gives.
    static let maximumLifetime: TimeInterval = 86_400

    /// - Throws: ``Failure``: ``Reason/graphUnauthorized`` when the credentials are refused, ``Reason/graphThrottled``,
    ///   ``Reason/graphUnavailable``, or ``Reason/graphUnreadable``.
    static func grant(_ answer: GraphAnswer) throws(Failure) -> Grant {
        guard answer.status == 200 else { throw failure(answer) }
        guard let body = try? JSONDecoder().decode(Success.self, from: Data(answer.body)),
            body.token_type.lowercased() == "bearer",
            !body.access_token.isEmpty, body.access_token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            body.expires_in.seconds > 0
        else {
            throw Failure(
                .graphUnreadable, "\(purpose): 200 without a usable token", correlation: answer.correlation)
        }
        return Grant(
            token: Secret(body.access_token), lifetime: min(TimeInterval(body.expires_in.seconds), maximumLifetime))
    }

    /// The token that says who has signed in, from an answer to an authorization code.
    ///
    /// - Throws: as ``grant(_:)``; a code that is refused is ``Reason/graphUnauthorized``.
    static func idToken(_ answer: GraphAnswer) throws(Failure) -> String {
        guard answer.status == 200 else { throw failure(answer) }
        guard let body = try? JSONDecoder().decode(SignedIn.self, from: Data(answer.body)),
            (1...maximumIDToken).contains(body.id_token.utf8.count)
        else {
            throw Failure(
                .graphUnreadable, "\(purpose): 200 without a usable ID token", correlation: answer.correlation)
        }
        return body.id_token
    }

    /// In bytes: Entra's have a few thousand at most.
    private static let maximumIDToken = 16 << 10

    static let purpose = "asking Entra for a token"

    private static func failure(_ answer: GraphAnswer) -> Failure {
        func failure(_ reason: Reason, _ detail: String, requestID: String? = nil) -> Failure {
            var correlation = answer.correlation
            correlation.requestID = requestID ?? correlation.requestID
            return Failure(
                reason, "\(purpose): \(answer.status)\(detail)", correlation: correlation,
                retryAfterSeconds: answer.retryAfterSeconds)
        }
        switch answer.status {
        case 429: return failure(.graphThrottled, "")
        case 408, 500..<600: return failure(.graphUnavailable, "")
        default: break
        }
        guard (400..<500).contains(answer.status),
            let refusal = try? JSONDecoder().decode(Refusal.self, from: Data(answer.body)), isCode(refusal.error)
        else { return failure(.graphUnreadable, ", which is no answer of Entra's") }
        let numbers = (refusal.error_codes ?? []).prefix(3).map { " AADSTS\($0)" }.joined()
        let isPassing = ["temporarily_unavailable", "server_error"].contains(refusal.error)
        return failure(
            isPassing ? .graphUnavailable : .graphUnauthorized, " \(refusal.error)\(numbers)",
            requestID: refusal.trace_id.flatMap(UUID.init(uuidString:))?.uuidString.lowercased())
    }

    /// The error codes of OAuth 2.0 are lower-case words: anything else might be anything.
    private static func isCode(_ text: String) -> Bool {
        (1...60).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }
    }

    private struct Success: Decodable {
        var token_type: String
        var expires_in: Lifetime
        var access_token: String
    }

    private struct SignedIn: Decodable {
        var id_token: String
    }

    /// A number; some endpoints of Entra's write it as a text.
    private struct Lifetime: Decodable {
        var seconds: Int

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self.seconds = Int(text) ?? 0
            } else {
                self.seconds = try container.decode(Int.self)
            }
        }
    }

    private struct Refusal: Decodable {
        var error: String
        var error_codes: [UInt32]?
        var trace_id: String?
    }
}
