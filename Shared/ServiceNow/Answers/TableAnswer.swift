import Domain
import Foundation
import HTTPTypes

/// What an answer of the Table API means. Pure: a status, header fields and a body come in.
struct TableAnswer {
    /// Whether the call may have changed something: then a broken answer leaves the outcome unknown.
    var isWrite: Bool
    var status: Int
    var headerFields: HTTPFields
    var body: [UInt8]
    /// That of the call.
    var requestDigest: String?

    /// The records that came back; nil for 404, which can't tell "gone" from "not to be read".
    ///
    /// - Throws: ``Failure`` for everything that isn't a well-formed success.
    func records() throws(Failure) -> [TableRecord]? {
        try result(as: Records.self)?.records
    }

    /// What came back; nil for 404, which can't tell "gone" from "not to be read".
    ///
    /// - Throws: ``Failure`` for everything that isn't a well-formed success.
    func result<Result: Decodable>(as type: Result.Type) throws(Failure) -> Result? {
        switch status {
        case 200, 201: return try successResult()
        case 202:
            throw failure(
                .serviceNowNotProcessed, "it answered 202: the session's queue is full, and the call was dropped")
        case 401: throw failure(.serviceNowUnauthorized, "it answered 401 \(errorText)")
        case 403: throw failure(.serviceNowForbidden, "it answered 403 \(errorText)")
        case 404:
            guard errorMessage?.localizedCaseInsensitiveContains("record") == true else {
                throw failure(isTableError ? .serviceDefect : .serviceNowUnreadable, "it answered 404 \(errorText)")
            }
            return nil
        case 429: throw throttled()
        case 400..<500: throw failure(.serviceDefect, "it answered \(status) \(errorText)")
        case 503: throw failure(.serviceNowUnavailable, "it answered 503 \(errorText)")
        case 500..<600:
            throw failure(isWrite ? .serviceNowReplyLost : .serviceNowUnavailable, "it answered \(status) \(errorText)")
        default: throw failure(isWrite ? .serviceNowReplyLost : .serviceNowUnreadable, "it answered \(status)")
        }
    }

    private func successResult<Result: Decodable>() throws(Failure) -> Result {
        let broken: Reason = isWrite ? .serviceNowReplyLost : .serviceNowUnreadable
        guard let type = headerFields[.contentType], type.lowercased().hasPrefix("application/json") else {
            // A hibernating instance, a login page or a firewall answers 200 with a page.
            throw failure(
                .serviceNowUnreadable,
                "it answered \(status) with \(headerFields[.contentType] ?? "no type"), not with JSON")
        }
        guard let document = try? JSONDecoder().decode(ResultDocument<Result>.self, from: Data(body)) else {
            // A transaction that is cut writes its error into the middle of the result.
            let isCut = String(decoding: body, as: UTF8.self).contains("\"error\"")
            throw failure(broken, isCut ? "its JSON is cut off by an error" : "its JSON can't be read")
        }
        if let error = document.error {
            throw failure(broken, "it answered \(status) with the error “\(error.message ?? "")”")
        }
        guard let result = document.result else { throw failure(broken, "its JSON has no result") }
        return result
    }

    private func throttled() -> Failure {
        var result = failure(.serviceNowThrottled, "it answered 429 \(errorText)")
        result.retryAfterSeconds = retryAfterSeconds
        return result
    }

    /// Longer waits are cut to this, in seconds: a day.
    private static let maximumWait = 86_400.0

    /// Nil when the instance doesn't say, or says something that nobody can wait for: infinity is a number, too.
    private var retryAfterSeconds: Double? {
        guard let text = headerFields[.retryAfter]?.trimmingCharacters(in: .whitespaces),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") })
        else { return nil }
        return Double(text).map { min($0, Self.maximumWait) }
    }

    private func failure(_ reason: Reason, _ text: String) -> Failure {
        Failure(reason, text.trimmingCharacters(in: .whitespaces), correlation: correlation)
    }

    /// The ids by which ServiceNow finds the call in its own logs.
    var correlation: CorrelationIDs {
        CorrelationIDs(
            requestID: HTTPField.Name("X-Transaction-ID").flatMap { headerFields[$0] }, requestDigest: requestDigest,
            responseDigest: CallDigest.response(status: status, body: body))
    }

    /// How many rows match, counted before access rules; nil when the instance doesn't say.
    var totalCount: Int? {
        HTTPField.Name("X-Total-Count").flatMap { headerFields[$0] }.flatMap { Int($0) }
    }

    // MARK: - Errors

    private var isTableError: Bool { errorMessage?.hasPrefix("Invalid table") ?? false }

    private var errorMessage: String? {
        (try? JSONDecoder().decode(ErrorDocument.self, from: Data(body)))?.error.message
    }

    private var errorText: String {
        guard let error = (try? JSONDecoder().decode(ErrorDocument.self, from: Data(body)))?.error else { return "" }
        let parts = [error.message, error.detail].compactMap(\.self).filter { !$0.isEmpty }
        return parts.isEmpty ? "" : "“\(parts.joined(separator: ": ").prefix(300))”"
    }
}

/// `{"error":{"message":"…","detail":"…"},"status":"failure"}`
private struct ErrorDocument: Decodable {
    struct Detail: Decodable {
        var message: String?
        var detail: String?
    }
    var error: Detail
}

/// `{"result": …}`, and an error that a cut transaction may have put beside it.
private struct ResultDocument<Result: Decodable>: Decodable {
    var result: Result?
    var error: ErrorDocument.Detail?
}

/// One record, or a list of them.
private enum Records: Decodable {
    case one(TableRecord)
    case many([TableRecord])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let many = try? container.decode([TableRecord].self) {
            self = .many(many)
        } else {
            self = .one(try container.decode(TableRecord.self))
        }
    }

    var records: [TableRecord] {
        switch self {
        case .one(let record): [record]
        case .many(let records): records
        }
    }
}
