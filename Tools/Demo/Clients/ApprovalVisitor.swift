import Foundation
import HTTP
import HTTPTypes

/// Somebody who decides on the Approver's pages, as their browser does it: signs in, keeps cookies, follows links and redirects, sends the form
/// that is shown.
struct ApprovalVisitor {
    struct Page: Sendable {
        let status: Int
        let text: String

        /// The value of a form's hidden field.
        func hidden(_ name: String) -> String? { between("name=\"\(name)\" value=\"", "\"") }

        /// The address of the link about something.
        func link(about words: String) -> String? {
            guard let end = text.range(of: "\">\(words)"),
                let start = text.range(of: "href=\"", options: .backwards, range: text.startIndex..<end.lowerBound)
            else { return nil }
            return String(text[start.upperBound..<end.lowerBound])
        }

        /// The headline of how things stand.
        var state: String { between("<h2>", "</h2>") ?? between("<h1>", "</h1>") ?? "" }

        private func between(_ start: String, _ end: String) -> String? {
            guard let first = text.range(of: start)?.upperBound,
                let last = text.range(of: end, range: first..<text.endIndex)?.lowerBound
            else { return nil }
            return String(text[first..<last])
        }
    }

    private let base: String
    private let client: HTTPClient
    /// Whom to sign in as, by object id.
    private let person: Directory.Entry
    private var cookies: [String: String] = [:]

    init(settings: DemoSettings, client: HTTPClient, person: Directory.Entry) {
        self.base = settings.approverURL
        self.client = client
        self.person = person
    }

    /// What waits for them.
    mutating func list() async throws -> Page { try await open("\(base)/approvals") }

    /// Opens an address, signs in where that is asked for, and follows wherever it leads.
    mutating func open(_ address: String) async throws -> Page { try await answer(.get, address, nil) }

    /// Says yes on the page of a request.
    mutating func approve(at address: String, on page: Page, comment: String) async throws -> Page {
        guard let token = page.hidden("token"), let plan = page.hidden("plan") else {
            throw DemoFailure("the page for \(person.displayName) has no form to decide with: \(page.state)")
        }
        let fields = [("token", token), ("plan", plan), ("answer", "approve"), ("comment", comment)]
        let body = fields.map { "\($0)=\(JSONEndpoint.percentEncoded($1))" }.joined(separator: "&")
        return try await answer(.post, address, body)
    }

    private mutating func answer(_ method: HTTPRequest.Method, _ address: String, _ form: String?) async throws -> Page
    {
        var (method, address, form) = (method, address, form)
        for _ in 0..<8 {
            let response = try await send(method, address, form)
            guard let location = response.headerFields[.location] else {
                return Page(status: response.status.code, text: String(decoding: response.body, as: UTF8.self))
            }
            (method, address, form) = (.get, location, nil)
            if !location.hasPrefix(base) {
                // The sign-in page: in place of a password, one picks who one is.
                let parts = location.split(separator: "?", maxSplits: 1).map(String.init)
                (method, address, form) = (.post, parts[0], "\(parts.last ?? "")&user=\(person.id)")
            }
        }
        throw DemoFailure("the Approver's pages lead \(person.displayName) in circles")
    }

    private mutating func send(
        _ method: HTTPRequest.Method, _ address: String, _ form: String?
    ) async throws -> HTTPClientResponse {
        var fields: HTTPFields = [:]
        let isOwn = address.hasPrefix(base)
        if isOwn, !cookies.isEmpty {
            fields[.cookie] = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        }
        if form != nil {
            fields[.contentType] = "application/x-www-form-urlencoded"
            fields[.origin] = base
        }
        let response: HTTPClientResponse
        do {
            response = try await client.execute(
                HTTPClientRequest(method: method, url: address, headerFields: fields, body: form.map { Array($0.utf8) })
            )
        } catch {
            throw DemoFailure("\(address.prefix { $0 != "?" }) did not answer: \(error)")
        }
        guard isOwn else { return response }
        for text in response.headerFields[values: .setCookie] {
            let parts = text.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            cookies[pair[0]] = parts.contains("Max-Age=0") ? nil : pair.last
        }
        return response
    }
}
