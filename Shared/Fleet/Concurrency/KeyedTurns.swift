import Synchronization

/// One at a time for each key, within this process, in the order in which they came: copies of a message that arrive together are handled
/// one after the other.
public final class KeyedTurns<Key: Hashable & Sendable>: Sendable {
    private struct Waiter {
        let id: UInt64
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var lastID: UInt64 = 0
        /// Who waits for the turn of a key that somebody has.
        var waiting: [Key: [Waiter]] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    /// How many wait for the turn of a key.
    func waitingCount(for key: Key) -> Int { state.withLock { $0.waiting[key]?.count ?? 0 } }

    /// - Throws: what `body` throws; `CancellationError` when the task is cancelled while it waits.
    public func withTurn<Result>(_ key: Key, _ body: () async throws -> Result) async throws -> Result {
        try await take(key)
        defer { pass(key) }
        return try await body()
    }

    private func take(_ key: Key) async throws {
        let id: UInt64? = state.withLock { state in
            guard state.waiting[key] != nil else {
                state.waiting[key] = []
                return nil
            }
            state.lastID += 1
            return state.lastID
        }
        guard let id else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    guard state.waiting[key] != nil else {
                        // It was given back meanwhile.
                        state.waiting[key] = []
                        return .success(())
                    }
                    state.waiting[key]?.append(Waiter(id: id, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiting[key]?.firstIndex { $0.id == id }.flatMap { state.waiting[key]?.remove(at: $0) }
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Hands the turn to the one who has waited longest.
    private func pass(_ key: Key) {
        let next: Waiter? = state.withLock { state in
            guard let waiting = state.waiting[key], !waiting.isEmpty else {
                state.waiting[key] = nil
                return nil
            }
            return state.waiting[key]?.removeFirst()
        }
        next?.continuation.resume()
    }
}
