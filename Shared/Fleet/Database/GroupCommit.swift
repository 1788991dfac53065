public import Postgres

/// Commits together what several callers have to commit at the same time.
///
/// A commit costs the same whether it is of one statement or of fifty: a round trip, a turn of a server process, a write to disk that is
/// waited for. While one transaction is on its way, the callers that come meanwhile gather, and go into the next one together. Alone, a
/// caller waits for nobody.
///
/// What a caller hands over is carried out whole or not at all, as with ``Postgres/PostgresClient/pipeline(_:)``, but others' statements may
/// be part of the same transaction: each statement has to stand on its own, and to find its rows by a key, so that nobody waits long for
/// locks. Where one of a group fails, none has happened, and each is carried out again alone.
public struct GroupCommit: Sendable {
    /// How many callers' statements go into one transaction at most.
    public static let largestGroup = 64

    private let batcher: Batcher<[PostgresStatement], [PostgresResult]>

    public init(database: PostgresClient) {
        batcher = Batcher(limit: Self.largestGroup) { await Self.carryOut($0, on: database) }
    }

    /// Carries out one statement and commits it.
    ///
    /// - Throws: as ``pipeline(_:)``.
    @discardableResult
    public func query(_ statement: PostgresStatement) async throws -> PostgresResult {
        try await pipeline([statement])[0]
    }

    /// Carries out statements and commits them: all of them or none.
    ///
    /// - Throws: ``Postgres/PostgresError``; if its `outcomeUnknown` is set, they may have been carried out. `CancellationError` when the
    ///   task was cancelled before they were sent.
    @discardableResult
    public func pipeline(_ statements: [PostgresStatement]) async throws -> [PostgresResult] {
        statements.isEmpty ? [] : try await batcher.add(statements)
    }

    private static func carryOut(_ calls: [[PostgresStatement]], on database: PostgresClient) async
        -> [Result<[PostgresResult], any Error>]
    {
        do throws(PostgresError) {
            var results = try await database.pipeline(calls.flatMap(\.self))[...]
            return calls.map { call in
                defer { results = results.dropFirst(call.count) }
                return .success(Array(results.prefix(call.count)))
            }
        } catch {
            guard calls.count > 1, isOfOneStatement(error) else { return calls.map { _ in .failure(error) } }
            // The others must not suffer for it. One after the other, because it is rare.
            var outcomes: [Result<[PostgresResult], any Error>] = []
            for call in calls { outcomes += await carryOut([call], on: database) }
            return outcomes
        }
    }

    /// Whether the failure is one of a statement among others, and not of the connection or the server.
    private static func isOfOneStatement(_ error: PostgresError) -> Bool {
        guard !error.outcomeUnknown else { return false }
        switch error.code {
        case .encoding, .decoding, .unsupported: return true
        case .server:
            return !error.isRetriable || error.sqlState == .deadlockDetected || error.sqlState == .lockNotAvailable
                || error.sqlState == .serializationFailure
        default: return false
        }
    }
}
