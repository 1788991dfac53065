import Domain
import Foundation
import Logging
import Postgres
import Synchronization
import TestSupport

@testable import Executor

/// Gates as of so many executors, running, on one database.
enum QuotaBench {
    static let write = QuotaCost(writes: 1, resourceUnits: 1)

    static func configuration(_ writes: QuotaLimit, patience: Duration = .seconds(30)) -> QuotaConfiguration {
        var configuration = QuotaConfiguration()
        configuration.limits.writes = writes
        configuration.patience = patience
        return configuration
    }

    static func store(_ database: PostgresClient, _ holder: String, _ writes: QuotaLimit) -> QuotaStore {
        QuotaStore(
            database: database, holder: holder, limits: configuration(writes).limits, rules: QuotaRules())
    }

    static func withDatabase(_ body: (PostgresClient) async throws -> Void) async throws {
        try await TestDatabase.with("ledger", LedgerSchema.migrations) { try await body($0) }
    }

    static func gate(
        _ database: PostgresClient, _ holder: String, _ configuration: QuotaConfiguration, time: QuotaTime = .system
    ) -> QuotaGate {
        QuotaGate(
            database: database, holder: holder, configuration: configuration, logger: LogCapture().logger, time: time)
    }

    /// Runs gates as long as `body` does.
    static func running<Result: Sendable>(
        _ gates: [QuotaGate], _ body: () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for gate in gates { group.addTask { try await gate.run() } }
            defer { group.cancelAll() }
            return try await body()
        }
    }
}

/// A clock that a test can set.
final class JumpingTime: Sendable {
    private let offset = Mutex(0.0)

    func jump(by seconds: Double) { offset.withLock { $0 += seconds } }

    var time: QuotaTime {
        QuotaTime(now: { QuotaTime.system.now() + self.offset.withLock(\.self) }, sleep: QuotaTime.system.sleep)
    }
}
