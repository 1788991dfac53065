import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import SimulatorKit

@testable import EntraSimulator

/// A simulator that is served over HTTP, with a client that has a token.
struct LiveEntra: Sendable {
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let text: String

        var json: JSONValue { (try? JSONValue(parsing: text)) ?? .null }
        var code: String? { json["error"]?["code"]?.string }
        var message: String? { json["error"]?["message"]?.string }

        func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
    }

    let addresses: SimulatorAddresses
    let clock: ManualClock

    /// One key for all tests: making one is the slowest part of starting a simulator.
    private static let sharedKey = Result { try SigningKey() }

    /// - Parameter key: Nil for the key that all tests share.
    static func run(
        _ seed: JSONValue = Sample.seed(), key: SigningKey? = nil,
        _ test: @escaping @Sendable (LiveEntra) async throws -> Void
    ) async throws {
        // Whole seconds, so that what a token's times leave out does not matter.
        let clock = ManualClock()
        let simulator = try EntraSimulator(seed: seed, key: key ?? sharedKey.get(), clock: clock)
        try await SimulatorServer(simulator).withRunning { addresses in
            try await test(LiveEntra(addresses: addresses, clock: clock))
        }
    }

    var authority: String { "localhost:\(addresses.port)" }

    func send(
        _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields = [:], body: String? = nil
    ) async throws -> Answer {
        try await TestClient.withClient(host: addresses.host, port: addresses.port) { client in
            let response = try await client.execute(
                .init(
                    target, method: method, authority: authority, headers: headers,
                    body: body.map { ByteBuffer(string: $0) }))
            return Answer(
                status: response.status.code, headers: response.headers,
                text: response.body.map { String(buffer: $0) } ?? "")
        }
    }

    func form(
        _ target: String, _ items: KeyValuePairs<String, String>, headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        let body = items.map { "\(PercentEncoding.encoded($0.key))=\(PercentEncoding.encoded($0.value))" }
        return try await send(.post, target, headers: headers, body: body.joined(separator: "&"))
    }

    /// A token of the sample app.
    func token() async throws -> String {
        let answer = try await form(
            "/\(Sample.tenant)/oauth2/v2.0/token",
            [
                "grant_type": "client_credentials", "client_id": Sample.client, "client_secret": Sample.secret,
                "scope": "https://graph.microsoft.com/.default",
            ])
        return answer.json["access_token"]?.string ?? ""
    }

    /// Sends a request to Graph with a token of the sample app.
    func graph(
        _ method: HTTPRequest.Method, _ target: String, _ body: JSONValue? = nil, headers: HTTPFields = [:],
        token: String? = nil
    ) async throws -> Answer {
        var headers = headers
        if let token {
            headers[.authorization] = "Bearer \(token)"
        } else {
            headers[.authorization] = "Bearer \(try await self.token())"
        }
        if body != nil { headers[.contentType] = "application/json" }
        return try await send(method, "/v1.0\(target)", headers: headers, body: body?.text)
    }

    func add(_ member: String, to group: String, token: String? = nil) async throws -> Answer {
        try await graph(
            .post, "/groups/\(group)/members/$ref",
            ["@odata.id": .string("https://graph.microsoft.com/v1.0/directoryObjects/\(member)")], token: token)
    }

    func remove(_ member: String, from group: String, token: String? = nil) async throws -> Answer {
        try await graph(.delete, "/groups/\(group)/members/\(member)/$ref", token: token)
    }

    /// The effects in the journal.
    func effects() async throws -> [String] {
        let journal = try await send(.get, "/_sim/journal").json.array ?? []
        return journal.compactMap { $0["effect"]?.string }
    }

    func setFaults(_ rules: JSONValue) async throws {
        _ = try await send(.post, "/_sim/faults", body: rules.text)
    }
}
