public import Foundation
public import HTTPTypes

/// One request as a simulator sees it: whole, with its body read.
public struct SimulatorRequest: Sendable {
    /// An id that no other request has, for answers, the request log and the journal.
    public var id: String
    public var method: HTTPRequest.Method
    /// `https` if the request came over TLS, else `http`.
    public var scheme: String
    /// The host, and the port if any, that the client asked for.
    public var authority: String
    /// The path as it was sent, without the query.
    public let rawPath: String
    /// What follows the question mark, as it was sent.
    public let rawQuery: String?
    public var headers: HTTPFields
    public var body: [UInt8]
    /// When the request was read, on the simulator's clock.
    public var receivedAt: Date
    /// The parts of the path between slashes, percent-decoded one by one.
    public let segments: [String]

    /// - Parameter target: The path and, after a question mark, the query.
    public init(
        id: String = RequestIdentifier.make(), method: HTTPRequest.Method, target: String, scheme: String = "http",
        authority: String = "localhost", headers: HTTPFields = [:], body: [UInt8] = [], receivedAt: Date
    ) {
        self.id = id
        self.method = method
        self.scheme = scheme
        self.authority = authority
        self.headers = headers
        self.body = body
        self.receivedAt = receivedAt
        if let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) {
            rawPath = String(target[..<mark])
            rawQuery = String(target[target.utf8.index(after: mark)...])
        } else {
            rawPath = target
            rawQuery = nil
        }
        segments = rawPath.utf8.split(separator: UInt8(ascii: "/")).map {
            PercentEncoding.decoded(String(Substring($0)))
        }
    }

    /// The path, percent-decoded: `/v1.0/groups/…/members/$ref` however the dollar sign was sent.
    public var path: String { rawPath.utf8.contains(UInt8(ascii: "%")) ? PercentEncoding.decoded(rawPath) : rawPath }

    /// Where the client sees this simulator: the start of every address inside an answer.
    public var baseURL: String { "\(scheme)://\(authority)" }

    /// The parameters of the query, in the order in which they were sent. A plus sign stands for a space.
    public var queryItems: [FormItem] { rawQuery.map(FormItem.parse) ?? [] }

    /// The media type of the body, without parameters and in small letters.
    public var mediaType: String? {
        headers[.contentType].map { value in
            value.prefix { $0 != ";" }.trimmedOfBlanks.lowercased()
        }
    }

    /// The body as JSON.
    ///
    /// - Throws: ``MalformedInput``.
    public func json() throws -> JSONValue { try JSONValue(parsing: body) }
}

/// Ids for requests.
public enum RequestIdentifier {
    /// A random version 4 UUID in small letters.
    public static func make() -> String { UUID().uuidString.lowercased() }
}
