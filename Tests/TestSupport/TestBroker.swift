public import AMQP
import Foundation
import HTTP
import HTTPTypes
public import Logging

/// The broker that scripts/test starts: each test gets a virtual host of its own, because the names of queues are fixed.
public enum TestBroker {
    public static let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    /// Makes a virtual host, and deletes it when the test is over.
    ///
    /// - Parameter longestRetry: how long a message waits in a retry queue at most, whatever the queue itself says.
    public static func withHost<Result: Sendable>(
        longestRetry: Duration? = nil, _ body: (AMQPConfiguration) async throws -> Result
    ) async throws -> Result {
        var configuration = try AMQPConfiguration(url: TestEnvironment.value("LANDFALL_TEST_AMQP_URL"))
        configuration.connectionName = "tests"
        configuration.virtualHost = "test-\(UUID().uuidString.lowercased())"
        let management = try Management()
        let host = configuration.virtualHost
        try await management.call("PUT", "/api/vhosts/\(host)")
        let result: Swift.Result<Result, any Error>
        do {
            try await management.call(
                "PUT", "/api/permissions/\(host)/\(configuration.credentials.user)",
                body: #"{"configure":".*","write":".*","read":".*"}"#)
            if let longestRetry {
                // Of the queue's own time and the policy's, the shorter one counts.
                let definition = #"{"message-ttl":\#(Int64(longestRetry / .milliseconds(1)))}"#
                try await management.call(
                    "PUT", "/api/policies/\(host)/short-retries",
                    body: #"{"pattern":"\\.retry\\.","apply-to":"queues","definition":\#(definition)}"#)
            }
            result = .success(try await body(configuration))
        } catch {
            result = .failure(error)
        }
        try await management.call("DELETE", "/api/vhosts/\(host)")
        return try result.get()
    }

    /// Runs a client around `body`. What it was handed and didn't settle goes back to its queue when this returns.
    public static func withClient<Result: Sendable>(
        _ configuration: AMQPConfiguration, topology: AMQPTopology = AMQPTopology(),
        _ body: (AMQPClient) async throws -> Result
    ) async throws -> Result {
        let client = AMQPClient(configuration: configuration, topology: topology, logger: quiet)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            // Returns when the connection is there and the topology declared.
            try await client.declare(AMQPTopology())
            let result = try await body(client)
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }

    /// The broker's management interface.
    private struct Management {
        struct Refused: Error, CustomStringConvertible {
            let description: String
        }

        private let base: String
        private let authorization: String
        private let http: HTTPClient

        init() throws {
            let url = try TestEnvironment.value("LANDFALL_TEST_MANAGEMENT_URL")
            guard let parts = URLComponents(string: url), let host = parts.host, let port = parts.port else {
                throw Refused(description: "LANDFALL_TEST_MANAGEMENT_URL is no address with a port")
            }
            base = "http://\(host):\(port)"
            let credentials = "\(parts.user ?? ""):\(parts.password ?? "")"
            authorization = "Basic \(Data(credentials.utf8).base64EncodedString())"
            http = try HTTPClient(configuration: .init(requestTimeout: .seconds(60)), logger: quiet)
        }

        func call(_ method: String, _ path: String, body: String? = nil) async throws {
            guard let method = HTTPRequest.Method(method) else { throw Refused(description: "no method: \(method)") }
            let response = try await http.execute(
                HTTPClientRequest(
                    method: method, url: base + path,
                    headerFields: [.authorization: authorization, .contentType: "application/json"],
                    body: body.map { Array($0.utf8) }))
            guard (200..<300).contains(response.status.code) else {
                throw Refused(description: "\(method) \(path) answered \(response.status.code)")
            }
        }
    }
}
