import Foundation
import HTTP
import HTTPTypes
import Logging

/// The harness's own HTTP calls: to control endpoints, the broker's management, and as a client of the services.
struct HTTPCaller: Sendable {
    struct Answer: Sendable {
        let status: Int
        let body: Data

        func json() throws -> JSON { try JSON(parsing: body) }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    let base: URL
    var authorization: String?
    private static let client = Result {
        try HTTPClient(
            configuration: .init(requestTimeout: .seconds(20), idleTimeout: .seconds(20)),
            logger: Logger(label: "harness"))
    }

    init(base: URL, user: String? = nil, password: String? = nil) {
        self.base = base
        authorization = user.map { "Basic " + Data("\($0):\(password ?? "")".utf8).base64EncodedString() }
    }

    /// - Parameter path: already percent-encoded, with its query.
    func call(
        _ method: String, _ path: String, body: Data? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        guard let method = HTTPRequest.Method(method) else { throw HarnessError("no method: \(method)") }
        var fields: HTTPFields = [.accept: "application/json"]
        if let authorization { fields[.authorization] = authorization }
        if body != nil { fields[.contentType] = "application/json" }
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { throw HarnessError("no header field: \(name)") }
            fields[name] = value
        }
        let response = try await Self.client.get().execute(
            HTTPClientRequest(
                method: method, url: base.absoluteString + path, headerFields: fields, body: body.map(Array.init)))
        return Answer(status: response.status.code, body: Data(response.body))
    }

    /// Calls and insists on a 2xx.
    @discardableResult
    func expect(_ method: String, _ path: String, json: JSON? = nil) async throws -> Answer {
        let answer = try await call(method, path, body: try json?.encoded())
        guard (200..<300).contains(answer.status) else {
            throw HarnessError("\(method) \(path) answered \(answer.status): \(answer.text.prefix(500))")
        }
        return answer
    }

    func get(_ path: String) async throws -> JSON { try await expect("GET", path).json() }
}

extension String {
    /// Percent-encodes everything that could mean something in a path or a query.
    var percentEncoded: String {
        addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~"))) ?? self
    }
}
