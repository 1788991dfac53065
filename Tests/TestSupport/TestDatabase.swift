import Foundation
import Logging
public import Postgres

/// What scripts/test tells the tests.
public enum TestEnvironment {
    public struct Missing: Error, CustomStringConvertible {
        let name: String
        public var description: String { "\(name) is not set: run scripts/test, which starts the servers and sets it" }
    }

    public static func value(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { throw Missing(name: name) }
        return value
    }
}

/// Databases that belong to one test each.
public enum TestDatabase {
    /// Makes a database, brings a schema up to date in it, and drops it when the test is over.
    public static func with<Result: Sendable>(
        _ schema: String, _ migrations: [PostgresMigration], _ body: (PostgresClient) async throws -> Result
    ) async throws -> Result {
        try await withURL { _, database in
            try await database.migrate(migrations, schema: schema)
            return try await body(database)
        }
    }

    /// Makes an empty database, and drops it when the test is over.
    ///
    /// - Parameter body: gets its address, too: by number, and without TLS, as what stands in between has it.
    public static func withURL<Result: Sendable>(
        _ body: (String, PostgresClient) async throws -> Result
    ) async throws -> Result {
        let uri = try TestEnvironment.value("LANDFALL_TEST_POSTGRES_URL")
        let name = "test_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
        return try await with(PostgresConfiguration(uri: uri)) { server in
            try await server.query("CREATE DATABASE \(identifier: name)")
            let result: Swift.Result<Result, any Error>
            do {
                var parts = URLComponents(string: uri)
                parts?.path = "/\(name)"
                let own = parts?.string ?? uri
                parts?.host = "127.0.0.1"
                parts?.query = "sslmode=disable"
                let plain = parts?.string ?? own
                result = .success(
                    try await with(PostgresConfiguration(uri: own)) { database in try await body(plain, database) })
            } catch {
                result = .failure(error)
            }
            try await server.query("DROP DATABASE \(identifier: name) WITH (FORCE)")
            return try result.get()
        }
    }

    /// Connects as a configuration says, for as long as `body` takes.
    public static func with<Result: Sendable>(
        _ configuration: PostgresConfiguration, _ body: (PostgresClient) async throws -> Result
    ) async throws -> Result {
        let client = PostgresClient(
            configuration: configuration, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await client.run() }
            defer { group.cancelAll() }
            return try await body(client)
        }
    }
}
