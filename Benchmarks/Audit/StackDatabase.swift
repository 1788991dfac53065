import BenchmarkSupport
import Fleet
import Foundation
import Logging
import Postgres

/// The running stack's database, as the Auditor has it.
enum StackDatabase {
    static func client() throws -> PostgresClient {
        let settings = Settings()
        var configuration = try PostgresConfiguration(uri: settings.required("LANDFALL_POSTGRES_URL"))
        configuration.role = try settings.required("LANDFALL_POSTGRES_READER_ROLE")
        configuration.statementTimeout = .zero
        var logger = Logger(label: "benchmark")
        logger.logLevel = .warning
        return PostgresClient(configuration: configuration, logger: logger)
    }

    /// How many events are on record.
    static func length(_ database: PostgresClient) async throws -> Int {
        guard let row = try await database.query("SELECT number FROM audit.chain_head").first else {
            throw BenchmarkFailure("the audit trail has no end")
        }
        return try row.decode("number")
    }
}
