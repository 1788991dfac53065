import Domain
import Fleet
import Foundation
import Postgres

/// One settler for each ticket at a time: in this process by waiting, among processes by a lease.
///
/// Without it, "work in progress" could be written over "closed complete" by a settler that was slow.
final class TurnTaking: Sendable {
    private let leases: TicketLeases
    private let turns = KeyedTurns<RITMNumber>()

    init(leases: TicketLeases) {
        self.leases = leases
    }

    /// - Parameters:
    ///   - recording: statements to carry out before that, in the same transaction.
    ///   - opening: statements to carry out together with taking the turn, when it is this process's own turn; also when another process
    ///     turns out to have it.
    ///   - body: gets the holder of the turn, and their results. The statements that it closes with are carried out together with giving the turn back.
    /// - Returns: nil when another process has the turn.
    /// - Throws: what `body` throws, and what its closing statements fail with; `CancellationError` when the task is cancelled while it
    ///   waits.
    func withTurn<Result: Sendable>(
        _ ritm: RITMNumber, recording: [PostgresStatement] = [], opening: [PostgresStatement] = [],
        _ body: @Sendable (UUID, [PostgresResult]) async throws -> (Result, closing: [PostgresStatement])
    ) async throws -> Result? {
        try await turns.withTurn(ritm) { try await withLease(ritm, recording, opening, body) }
    }

    private func withLease<Result: Sendable>(
        _ ritm: RITMNumber, _ recording: [PostgresStatement], _ opening: [PostgresStatement],
        _ body: @Sendable (UUID, [PostgresResult]) async throws -> (Result, closing: [PostgresStatement])
    ) async throws -> Result? {
        let holder = UUID()
        guard let opened = try await leases.take(ritm, for: holder, first: recording, with: opening) else { return nil }
        let ended: Swift.Result<(Result, closing: [PostgresStatement]), any Error> = await withTaskGroup(
            of: Void.self
        ) { group in
            // Held by a process that works, let go of by one that died.
            group.addTask { [leases] in
                while !Task.isCancelled {
                    try? await CoarseClock.shared.sleep(for: TicketLeases.renewal)
                    if !Task.isCancelled { try? await leases.renew(ritm, for: holder) }
                }
            }
            defer { group.cancelAll() }
            do {
                return .success(try await body(holder, opened))
            } catch {
                return .failure(error)
            }
        }
        // A turn that can't be given back runs out by itself; what was to be closed with it is another matter.
        guard case .success((let result, let closing)) = ended, !closing.isEmpty else {
            try? await leases.giveBack(ritm, from: holder)
            return try ended.get().0
        }
        try await leases.giveBack(ritm, from: holder, with: closing)
        return result
    }
}
