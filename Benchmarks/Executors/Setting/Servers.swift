import BenchmarkSupport
import Foundation
import HTTPTypes

/// The broker and the database server that scripts/benchmark has started.
struct Servers: Sendable {
    private let amqp: URLComponents
    private let management: URLComponents
    private let postgres: URLComponents

    init() throws {
        func address(_ name: String) throws -> URLComponents {
            guard let text = ProcessInfo.processInfo.environment[name], let parts = URLComponents(string: text) else {
                throw BenchmarkFailure("\(name) names no server; scripts/benchmark sets it")
            }
            return parts
        }
        amqp = try address("LANDFALL_TEST_AMQP_URL")
        management = try address("LANDFALL_TEST_MANAGEMENT_URL")
        postgres = try address("LANDFALL_TEST_POSTGRES_URL")
    }

    /// A broker's address with a virtual host.
    func amqpURL(virtualHost: String) -> String {
        var parts = amqp
        parts.path = "/" + virtualHost
        return parts.string ?? ""
    }

    /// - Parameter database: nil for the one that is there.
    func postgresURL(database: String? = nil) -> String {
        var parts = postgres
        if let database { parts.path = "/" + database }
        // As in the stack; and there is no server on the other address of the name.
        parts.host = "127.0.0.1"
        parts.queryItems = [URLQueryItem(name: "sslmode", value: "disable")]
        return parts.string ?? ""
    }

    /// Calls the broker's management interface.
    func manage(_ method: HTTPRequest.Method, _ path: String, json: String? = nil, _ http: BenchmarkHTTP) async throws {
        var parts = management
        let credentials = "\(parts.user ?? ""):\(parts.password ?? "")"
        (parts.user, parts.password, parts.path) = (nil, nil, path)
        try await http.send(
            method, parts.string ?? "", json: json.map { Array($0.utf8) },
            fields: [.authorization: "Basic " + Data(credentials.utf8).base64EncodedString()])
    }

    /// The user of the broker.
    var brokerUser: String { amqp.user ?? "" }
}
