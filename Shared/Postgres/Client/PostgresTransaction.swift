internal import Synchronization

/// A transaction under way. Usable inside the closure that it was given to, and no longer.
///
/// Statements are carried out one after the other, in the order in which they are asked for.
public final class PostgresTransaction: Sendable {
    private struct State {
        var hasEnded = false
        /// The first failure that says that repeating the transaction makes sense.
        var conflict: PostgresError?
    }

    private let client: PostgresClient
    private let lease: LeaseID
    private let begin: String
    private let state = Mutex(State())

    init(client: PostgresClient, begin: String) {
        self.client = client
        self.begin = begin
        lease = client.leases.next()
    }

    /// Carries out one statement.
    ///
    /// - Throws: ``PostgresError``. The transaction can then only be rolled back.
    @discardableResult
    public func query(_ statement: PostgresStatement) async throws(PostgresError) -> PostgresResult {
        try statement.check()
        return try await execute(.statements([statement]))[0]
    }

    /// Carries out several statements in one round trip.
    ///
    /// - Throws: ``PostgresError`` of the first statement that failed. The transaction can then only be rolled back.
    @discardableResult
    public func pipeline(_ statements: [PostgresStatement]) async throws(PostgresError) -> [PostgresResult] {
        for statement in statements { try statement.check() }
        return statements.isEmpty ? [] : try await execute(.statements(statements))
    }

    /// Carries out a text of any number of statements, without a time limit of the client's.
    func script(_ sql: String) async throws(PostgresError) {
        _ = try await execute(.script(sql), isTimeLimited: false)
    }

    /// Carries out one statement without a time limit of the client's.
    func unlimited(_ statements: [PostgresStatement]) async throws(PostgresError) -> [PostgresResult] {
        try await execute(.statements(statements), isTimeLimited: false)
    }

    private func execute(
        _ work: Request.Work, isTimeLimited: Bool = true
    ) async throws(PostgresError) -> [PostgresResult] {
        do throws(PostgresError) {
            return try await client.execute(
                work, lease: lease, begin: begin, isTimeLimited: isTimeLimited, submit: { self.submit($0) })
        } catch {
            throw noted(error)
        }
    }

    /// Under the lock, so that nothing can be sent after the end: it would open another transaction.
    private func submit(_ request: Request) -> Bool {
        state.withLock { state in !state.hasEnded && client.engine.execute(request) }
    }

    // MARK: The end

    func commit() async throws(PostgresError) {
        do throws(PostgresError) {
            try await client.executeUncancelled(.commit, lease: lease, begin: begin)
        } catch {
            throw noted(error)
        }
    }

    func rollback() async {
        state.withLock { $0.hasEnded = true }
        // If it fails the connection is gone, and the server rolls back by itself.
        _ = try? await client.executeUncancelled(.rollback, lease: lease, begin: begin)
    }

    func end() { state.withLock { $0.hasEnded = true } }

    // MARK: Repeating

    /// Whether the server ended the transaction for a conflict with another one, so that it may succeed when it is repeated.
    var mayBeRepeated: Bool { state.withLock { $0.conflict != nil } }

    private func noted(_ error: PostgresError) -> PostgresError {
        let isConflict =
            error.sqlState == .serializationFailure || error.sqlState == .deadlockDetected
            || error.server?.isStaleStatement == true
        if isConflict { state.withLock { $0.conflict = $0.conflict ?? error } }
        return error
    }
}
