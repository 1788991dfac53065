import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

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
    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 20
        configuration.httpMaximumConnectionsPerHost = 16
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        return URLSession(configuration: configuration)
    }()

    init(base: URL, user: String? = nil, password: String? = nil) {
        self.base = base
        authorization = user.map { "Basic " + Data("\($0):\(password ?? "")".utf8).base64EncodedString() }
    }

    /// - Parameter path: already percent-encoded, with its query.
    func call(
        _ method: String, _ path: String, body: Data? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        guard let url = URL(string: base.absoluteString + path) else { throw HarnessError("no address: \(path)") }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        if let authorization { request.setValue(authorization, forHTTPHeaderField: "Authorization") }
        if body != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await Self.session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw HarnessError("\(path) answered no HTTP") }
        return Answer(status: response.statusCode, body: data)
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
