import Domain
import Logging
import Postgres
import ServiceLifecycle
import Synchronization

/// Brings the service's schema up to date, and lets nobody through before that is done.
final class SchemaGate: Service, Sendable {
    private let database: PostgresClient
    private let parts: ServiceParts
    private let logger: Logger
    private let changes = ChangeSignal()
    private let isOpen = Mutex(false)
    private let problem = Mutex<String?>("the schema is not up to date yet")

    init(database: PostgresClient, parts: ServiceParts, logger: Logger) {
        self.database = database
        self.parts = parts
        self.logger = logger
    }

    /// Why the gate is closed; nil when it is open.
    var obstacle: String? { problem.withLock(\.self) }

    /// Returns when the schema is in place.
    ///
    /// - Throws: `CancellationError` when the task is cancelled first.
    func wait() async throws {
        while true {
            let generation = changes.generation
            if isOpen.withLock(\.self) { return }
            try Task.checkCancellation()
            await changes.wait(after: generation)
        }
    }

    /// Tries until it is done: a database that isn't there yet is no reason to die.
    func run() async throws {
        try await cancelWhenGracefulShutdown { [self] in
            while true {
                do {
                    try await database.migrate(parts.migrations, schema: parts.schema)
                    break
                } catch {
                    try Task.checkCancellation()
                    problem.withLock { $0 = "\(error)" }
                    logger.error(
                        "the schema can't be brought up to date; it is tried again",
                        metadata: [LogKey.error: "\(error)"])
                    try await Task.sleep(for: .seconds(1))
                }
            }
            problem.withLock { $0 = nil }
            isOpen.withLock { $0 = true }
            changes.notify()
        }
        try? await gracefulShutdown()
    }
}
