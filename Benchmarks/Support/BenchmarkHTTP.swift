import Foundation
public import HTTP
public import HTTPTypes
import Logging

/// Calls that a benchmark makes beside what it measures: anything but a 2xx ends it.
public struct BenchmarkHTTP: Sendable {
    public let client: HTTPClient

    public init() throws {
        var configuration = HTTPClientConfiguration()
        configuration.maximumResponseBytes = 256 * 1024 * 1024
        client = try HTTPClient(configuration: configuration, logger: Logger(label: "benchmark"))
    }

    /// - Parameter json: sent as the body.
    /// - Returns: the answer's body.
    @discardableResult
    public func send(
        _ method: HTTPRequest.Method, _ url: String, json: [UInt8]? = nil, fields: HTTPFields = [:]
    ) async throws -> [UInt8] {
        var fields = fields
        fields[.accept] = "application/json"
        if json != nil { fields[.contentType] = "application/json" }
        let response = try await client.execute(
            HTTPClientRequest(method: method, url: url, headerFields: fields, body: json))
        guard response.status.kind == .successful else {
            throw BenchmarkFailure(
                "\(method) \(url): \(response.status.code) \(String(decoding: response.body.prefix(200), as: UTF8.self))"
            )
        }
        return response.body
    }

    /// What a simulator has recorded in its `journal` or `requests` after the first `count`.
    public func records<Entry: Decodable>(
        _ record: String, of simulator: String, after count: Int, as: Entry.Type = Entry.self
    ) async throws -> [Entry] {
        let body = try await send(.get, "\(simulator)/_sim/\(record)?after=\(count)")
        return try JSONDecoder().decode([Entry].self, from: Data(body))
    }
}
