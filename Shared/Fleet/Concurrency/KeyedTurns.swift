import Synchronization

/// One at a time for each key, within this process: copies of a message that arrive together are handled one after the other.
public final class KeyedTurns<Key: Hashable & Sendable>: Sendable {
    private let busy = Mutex<Set<Key>>([])
    private let changes = ChangeSignal()

    public init() {}

    /// - Throws: what `body` throws; `CancellationError` when the task is cancelled while it waits.
    public func withTurn<Result>(_ key: Key, _ body: () async throws -> Result) async throws -> Result {
        while true {
            let generation = changes.generation
            if busy.withLock({ $0.insert(key).inserted }) { break }
            try Task.checkCancellation()
            await changes.wait(after: generation)
        }
        defer {
            _ = busy.withLock { $0.remove(key) }
            changes.notify()
        }
        return try await body()
    }
}
