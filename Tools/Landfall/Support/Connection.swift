import ArgumentParser
import Fleet
import Foundation
import Logging
import Postgres

/// The connection to the database that the services use.
enum Connection {
    /// What it became of ends the process: an error of `body` that is a ``Finding`` with status 1, anything else that goes wrong with 2.
    ///
    /// - Throws: `ValidationError` for settings and arguments that can't be used; else `ExitCode`, when it was told why.
    static func with(_ body: (PostgresClient) async throws -> Void) async throws {
        let client = PostgresClient(
            configuration: try configuration(),
            logger: Logger(label: "postgres") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await client.run() }
                try await body(client)
                group.cancelAll()
            }
        } catch let error as ValidationError {
            throw error
        } catch let finding as any Finding {
            complain("\(finding)")
            throw ExitCode(1)
        } catch {
            complain("It could not be done: \(error)")
            throw ExitCode(2)
        }
    }

    private static func configuration() throws -> PostgresConfiguration {
        let settings = Settings()
        do {
            var configuration = try PostgresConfiguration(uri: settings.required("LANDFALL_POSTGRES_URL"))
            configuration.applicationName = "landfall"
            configuration.role =
                settings.string("LANDFALL_POSTGRES_READER_ROLE") ?? settings.string("LANDFALL_POSTGRES_ROLE")
            // It looks, and changes nothing.
            configuration.runtimeParameters = ["default_transaction_read_only": "on"]
            configuration.maximumConnections = 2
            return configuration
        } catch let error as ConfigurationError {
            throw ValidationError("\(error)")
        } catch let error as PostgresError {
            throw ValidationError("LANDFALL_POSTGRES_URL can't be used: \(error.message)")
        }
    }

    private static func complain(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}

/// What a command was to find out, and which isn't as it should be.
protocol Finding: Error, CustomStringConvertible {}
