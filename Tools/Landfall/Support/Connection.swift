import ArgumentParser
import Fleet
import Foundation
import Logging
import Postgres

/// The connection to the database that the services use.
enum Connection {
    /// What a command does there, which decides the role that it becomes.
    enum Use {
        /// Looks at the audit trail.
        case audit
        /// Looks at the policy, and what it decided.
        case policy
        /// Puts a policy in force.
        case applyPolicy

        fileprivate var roleVariable: String {
            switch self {
            case .audit: "LANDFALL_POSTGRES_READER_ROLE"
            case .policy, .applyPolicy: "LANDFALL_POSTGRES_POLICY_ROLE"
            }
        }
    }

    /// What it became of ends the process: an error of `body` that is a ``Finding`` with status 1, anything else that goes wrong with 2.
    ///
    /// - Throws: `ValidationError` for settings and arguments that can't be used; else `ExitCode`, when it was told why.
    static func with(_ use: Use = .audit, _ body: (PostgresClient) async throws -> Void) async throws {
        let client = PostgresClient(
            configuration: try configuration(use),
            logger: Logger(label: "postgres") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await client.run() }
                try await body(client)
                group.cancelAll()
            }
        } catch let error as ValidationError {
            throw error
        } catch let code as ExitCode {
            throw code
        } catch let finding as any Finding {
            Complaint.tell("\(finding)")
            throw ExitCode(1)
        } catch {
            Complaint.tell("It could not be done: \(error)\(advice(on: error))")
            throw ExitCode(2)
        }
    }

    /// What to do about an error of the database that has a usual cause.
    private static func advice(on error: any Error) -> String {
        switch (error as? PostgresError)?.sqlState {
        case .undefinedTable?, .undefinedColumn?:
            "\nA table is not there, or older than this tool: start the service that owns it once, in this version."
        case .insufficientPrivilege?: "\nAnother role is needed: look at LANDFALL_POSTGRES_ROLE and its like."
        default: ""
        }
    }

    private static func configuration(_ use: Use) throws -> PostgresConfiguration {
        let settings = Settings()
        do {
            var configuration = try PostgresConfiguration(uri: settings.required("LANDFALL_POSTGRES_URL"))
            configuration.applicationName = "landfall"
            configuration.role =
                settings.string(use.roleVariable) ?? settings.string("LANDFALL_POSTGRES_ROLE")
            // It looks, and changes nothing, but where that is what it is for.
            if use != .applyPolicy { configuration.runtimeParameters = ["default_transaction_read_only": "on"] }
            configuration.maximumConnections = 2
            return configuration
        } catch let error as ConfigurationError {
            throw ValidationError("\(error)")
        } catch let error as PostgresError {
            throw ValidationError("LANDFALL_POSTGRES_URL can't be used: \(error.message)")
        }
    }
}

/// What a command was to find out, and which isn't as it should be.
protocol Finding: Error, CustomStringConvertible {}
