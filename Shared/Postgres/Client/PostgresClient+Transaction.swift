internal import Logging

extension PostgresClient {
    /// Runs a transaction: commits when `body` returns, rolls back when it throws.
    ///
    /// If the server ends the transaction for a conflict with another one (serialisation failure, deadlock), `body` runs
    /// again from its beginning, after a short random pause: it must have no effect outside of the transaction that can't be
    /// repeated. The transaction is opened together with its first statement; one that has none does not touch the server.
    ///
    /// - Parameters:
    ///   - attempts: how often `body` may run in all.
    /// - Throws: what `body` throws, or ``PostgresError``. If the connection breaks while the commit is under way, the error's
    ///   `outcomeUnknown` is set.
    @discardableResult
    public func transaction<R: Sendable>(
        isolation: IsolationLevel = .readCommitted, attempts: Int = 5,
        _ body: (PostgresTransaction) async throws -> R
    ) async throws -> R {
        var pause = Duration.milliseconds(5)
        for _ in 1..<max(attempts, 1) {
            let transaction = PostgresTransaction(client: self, begin: "BEGIN ISOLATION LEVEL \(isolation.rawValue)")
            do {
                return try await attempt(transaction, body)
            } catch {
                guard transaction.mayBeRepeated else { throw error }
                logger.debug("A transaction is repeated after a conflict", metadata: ["error": "\(error)"])
                // Random, so that those that met once don't meet again.
                try await Task.sleep(for: pause * Double.random(in: 0.5...1.5))
                pause *= 2
            }
        }
        return try await attempt(
            PostgresTransaction(client: self, begin: "BEGIN ISOLATION LEVEL \(isolation.rawValue)"), body)
    }

    private func attempt<R: Sendable>(
        _ transaction: PostgresTransaction, _ body: (PostgresTransaction) async throws -> R
    ) async throws -> R {
        do {
            let result = try await body(transaction)
            transaction.end()
            try await transaction.commit()
            return result
        } catch {
            await transaction.rollback()
            throw error
        }
    }
}
