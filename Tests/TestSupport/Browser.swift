import Foundation
import HTTP
public import HTTPTypes
import Logging
import Synchronization

/// As much of a browser as pages without scripts need: it keeps cookies, follows redirects, signs in where it is sent to, and sends forms as a
/// browser does.
public final class Browser: Sendable {
    public struct Page: Sendable {
        public let status: Int
        public let headerFields: HTTPFields
        public let text: String
        /// Where it was found, after redirects.
        public let path: String

        /// The value of a form's hidden field.
        public func hidden(_ name: String) -> String? {
            guard let start = text.range(of: "name=\"\(name)\" value=\"") else { return nil }
            return String(text[start.upperBound...].prefix { $0 != "\"" })
        }
    }

    private let server: RunningServer
    private let base: String
    private let person: String
    private let http: HTTPClient
    private let jar = Mutex<[String: String]>([:])

    /// - Parameters:
    ///   - base: the address that the pages say they are at; it is answered by `server`.
    ///   - person: the object id of whom to sign in as, where Entra's simulator asks.
    public init(_ server: RunningServer, base: String, person: String) throws {
        self.server = server
        self.base = base
        self.person = person
        self.http = try HTTPClient(
            configuration: .init(requestTimeout: .seconds(30)),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    public var cookies: [String: String] {
        get { jar.withLock(\.self) }
        set { jar.withLock { $0 = newValue } }
    }

    /// Opens a page by its path, and follows wherever that leads.
    ///
    /// - Parameter hops: how many redirects are followed; 0 returns the first answer as it is.
    public func open(_ path: String, hops: Int = 8) async throws -> Page {
        try await answer(.get, path, [:], nil, hops: hops)
    }

    /// Sends a form, and follows wherever that leads.
    ///
    /// - Parameter changes: header fields that differ from what a browser sends; nil leaves one out.
    public func submit(
        _ path: String, _ fields: [String: String], changes: [String: String?] = [:], hops: Int = 8
    ) async throws -> Page {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded", .origin: base]
        headers[HTTPField.Name("Sec-Fetch-Site")!] = "same-origin"
        for (name, value) in changes { headers[HTTPField.Name(name)!] = value }
        return try await answer(.post, path, headers, Array(Self.form(fields).utf8), hops: hops)
    }

    private func answer(
        _ method: HTTPRequest.Method, _ path: String, _ fields: HTTPFields, _ body: [UInt8]?, hops: Int
    ) async throws -> Page {
        var fields = fields
        let kept = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if !kept.isEmpty { fields[.cookie] = kept.joined(separator: "; ") }
        let response = try await server.call(method, path, headerFields: fields, body: body)
        for text in response.headerFields[values: .setCookie] { keep(text) }
        if hops > 0, let location = response.headerFields[.location] {
            let next =
                location.hasPrefix(base) ? String(location.dropFirst(base.count)) : try await signIn(at: location)
            return try await answer(.get, next, [:], nil, hops: hops - 1)
        }
        return Page(
            status: response.status.code, headerFields: response.headerFields,
            text: String(decoding: response.body, as: UTF8.self), path: path)
    }

    /// Picks the person on the sign-in page.
    ///
    /// - Returns: the path that the browser is sent back to.
    public func signIn(at address: String) async throws -> String {
        let parts = address.split(separator: "?", maxSplits: 1)
        let response = try await http.execute(
            HTTPClientRequest(
                method: .post, url: String(parts[0]),
                headerFields: [.contentType: "application/x-www-form-urlencoded"],
                body: Array("\(parts.last ?? "")&user=\(person)".utf8)))
        guard let location = response.headerFields[.location], location.hasPrefix(base) else {
            throw NeverHappened(what: "the way back from signing in: \(response.status.code)")
        }
        return String(location.dropFirst(base.count))
    }

    private func keep(_ text: String) {
        let parts = text.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
        let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        jar.withLock { $0[pair[0]] = parts.contains("Max-Age=0") ? nil : pair[1] }
    }

    private static func form(_ fields: [String: String]) -> String {
        fields.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
    }
}
