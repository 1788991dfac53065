import Domain
import Foundation
import HTTPTypes

/// What a webhook's answer to a card means. Pure: a status, header fields and a body come in.
///
/// A 2xx says that the flow was started, not that it posted the card: there is no way to ask.
struct PostingAnswer {
    var status: Int
    var headerFields: HTTPFields
    var body: [UInt8]

    /// For how many seconds nothing is posted where Teams doesn't say how long.
    static let defaultPause = 10.0
    /// How much of a body is looked at, in bytes.
    private static let looked = 4_096

    /// Nil when the card was taken.
    ///
    /// A 5xx leaves open what became of it, but for 503: that one didn't start.
    var failure: Failure? {
        switch status {
        case 200..<300: connectorFailure
        case 429: throttled("it answered 429")
        case 400, 413, 415, 422: Failure(.teamsCardRefused, "it answered \(status)\(errorCode)")
        case 300..<400, 401, 403, 404, 405, 410:
            Failure(
                .teamsWebhookRefused,
                "it answered \(status)\(errorCode): look whether the flow is on and its owner still there, then put the address that "
                    + "it shows into the webhook's file")
        case 503: Failure(.teamsUndelivered, "it answered 503\(errorCode)")
        case 500..<600: Failure(.teamsReplyLost, "it answered \(status)\(errorCode)")
        default: Failure(.teamsUndelivered, "it answered \(status)\(errorCode)")
        }
    }

    /// What a connector says in the body of a 200: “Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP
    /// error 429 with ContextId …”.
    private var connectorFailure: Failure? {
        let text = String(decoding: body.prefix(Self.looked), as: UTF8.self)
        guard let mark = text.firstRange(of: "HTTP error ") else { return nil }
        let code = Int(text[mark.upperBound...].prefix(while: \.isNumber)) ?? 0
        let detail = "it answered \(status), and that Teams had answered \(code)"
        return switch code {
        case 429: throttled(detail)
        case 400, 413: Failure(.teamsCardRefused, detail)
        default: Failure(.teamsUndelivered, detail)
        }
    }

    private func throttled(_ detail: String) -> Failure {
        Failure(.teamsThrottled, detail, retryAfterSeconds: retryAfterSeconds ?? Self.defaultPause)
    }

    /// Nil when Teams doesn't say, or says it as a date.
    private var retryAfterSeconds: Double? {
        guard let text = headerFields[.retryAfter]?.trimmingCharacters(in: .whitespaces),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") })
        else { return nil }
        return Double(text)
    }

    /// The error's code alone, where it is one word: its text could repeat the address.
    private var errorCode: String {
        guard let document = try? JSONDecoder().decode(ErrorDocument.self, from: Data(body.prefix(Self.looked))),
            (1...80).contains(document.error.code.utf8.count),
            document.error.code.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) })
        else { return "" }
        return " \(document.error.code)"
    }
}

/// `{"error":{"code":"…","message":"…"}}`
private struct ErrorDocument: Decodable {
    struct Detail: Decodable {
        var code: String
    }
    var error: Detail
}
