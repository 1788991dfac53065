import Foundation
import HTTP
import HTTPTypes

/// A server that speaks JSON, at one address.
struct JSONEndpoint: Sendable {
    /// Who it is, for error texts: "the Entra simulator".
    let name: String
    let base: String
    let client: HTTPClient
    /// The value of the header field `Authorization`.
    var authorization: String?

    func get<Answer: Decodable>(_ path: String, query: KeyValuePairs<String, String> = [:]) async throws -> Answer {
        let data = try await send(.get, path, query: query, body: nil)
        do {
            return try JSONDecoder().decode(Answer.self, from: data)
        } catch {
            throw DemoFailure("\(name) answered GET \(path) with something unexpected: \(error)")
        }
    }

    @discardableResult
    func post(_ path: String, _ json: some Encodable) async throws -> Data {
        try await send(.post, path, body: try JSONEncoder().encode(json), contentType: "application/json")
    }

    func put(_ path: String, _ json: some Encodable) async throws {
        _ = try await send(.put, path, body: try JSONEncoder().encode(json), contentType: "application/json")
    }

    func delete(_ path: String) async throws { _ = try await send(.delete, path, body: nil) }

    /// An OAuth token by client credentials, as the value of `Authorization`.
    func token(at path: String, form: KeyValuePairs<String, String>) async throws -> String {
        struct Answer: Decodable {
            let access_token: String
        }
        let data = try await send(
            .post, path, body: Data(Self.encoded(form).utf8), contentType: "application/x-www-form-urlencoded")
        return "Bearer " + (try JSONDecoder().decode(Answer.self, from: data).access_token)
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, query: KeyValuePairs<String, String> = [:], body: Data?,
        contentType: String? = nil
    ) async throws -> Data {
        var fields: HTTPFields = [.accept: "application/json"]
        if let contentType { fields[.contentType] = contentType }
        if let authorization { fields[.authorization] = authorization }
        let url = base + path + (query.isEmpty ? "" : "?" + Self.encoded(query))
        let response: HTTPClientResponse
        do {
            response = try await client.execute(
                HTTPClientRequest(method: method, url: url, headerFields: fields, body: body.map(Array.init)))
        } catch {
            throw DemoFailure("\(name) did not answer \(method) \(path): \(error)")
        }
        guard response.status.kind == .successful else {
            let text = String(decoding: response.body.prefix(300), as: UTF8.self)
            throw DemoFailure("\(name) answered \(method) \(path) with \(response.status.code): \(text)")
        }
        return Data(response.body)
    }

    private static func encoded(_ items: KeyValuePairs<String, String>) -> String {
        items.map { "\(percentEncoded($0.key))=\(percentEncoded($0.value))" }.joined(separator: "&")
    }

    static func percentEncoded(_ text: String) -> String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? text
    }
}
