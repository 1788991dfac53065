import ArgumentParser
import Fleet
import Logging
import Postgres

/// The connection to the database that the services use.
enum Connection {
    /// - Throws: what `body` throws; `ValidationError` for settings that can't be used.
    static func with(_ body: (PostgresClient) async throws -> Void) async throws {
        let settings = Settings()
        var configuration: PostgresConfiguration
        do {
            configuration = try PostgresConfiguration(uri: settings.required("LANDFALL_POSTGRES_URL"))
        } catch let error as ConfigurationError {
            throw ValidationError("\(error)")
        } catch let error as PostgresError {
            throw ValidationError("LANDFALL_POSTGRES_URL can't be used: \(error.message)")
        }
        configuration.applicationName = "landfall"
        configuration.role = settings.string("LANDFALL_POSTGRES_ROLE")
        configuration.maximumConnections = 2
        let client = PostgresClient(
            configuration: configuration, logger: Logger(label: "postgres") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await client.run() }
            try await body(client)
            group.cancelAll()
        }
    }
}
