import Foundation
import Logging
import Postgres

/// The server that scripts/test provides.
enum TestServer {
    struct Missing: Error, CustomStringConvertible {
        var name: String
        var description: String { "\(name) is not set: run scripts/test" }
    }

    static func environment(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { throw Missing(name: name) }
        return value
    }

    static func configuration(
        _ change: (inout PostgresConfiguration) -> Void = { _ in }
    ) throws -> PostgresConfiguration {
        var configuration = try PostgresConfiguration(uri: try environment("LANDFALL_TEST_POSTGRES_URL"))
        change(&configuration)
        return configuration
    }

    static func client(_ change: (inout PostgresConfiguration) -> Void = { _ in }) throws -> PostgresClient {
        PostgresClient(configuration: try configuration(change), logger: quiet)
    }

    static var quiet: Logger {
        Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    }

    /// The URI with other parameters in its query.
    static func uri(_ parameters: [String: String], host: String? = nil, port: Int? = nil) throws -> String {
        guard var parts = URLComponents(string: try environment("LANDFALL_TEST_POSTGRES_URL")) else {
            throw Missing(name: "LANDFALL_TEST_POSTGRES_URL")
        }
        parts.queryItems = parameters.sorted { $0.key < $1.key }.map { URLQueryItem(name: $0.key, value: $0.value) }
        if let host { parts.host = host }
        if let port { parts.port = port }
        return parts.string ?? ""
    }

    static var port: Int {
        get throws {
            URLComponents(string: try environment("LANDFALL_TEST_POSTGRES_URL"))?.port ?? 5432
        }
    }
}

/// A schema of the test's own, which goes when the test is over.
func withSchema<R>(
    _ client: PostgresClient, _ body: (String) async throws -> R
) async throws -> R {
    let schema = "test_\(UUID().uuidString.prefix(13).lowercased())"
    try await client.query("CREATE SCHEMA \(identifier: schema)")
    do {
        let result = try await body(schema)
        try await client.query("DROP SCHEMA \(identifier: schema) CASCADE")
        return result
    } catch {
        _ = try? await client.query("DROP SCHEMA \(identifier: schema) CASCADE")
        throw error
    }
}
