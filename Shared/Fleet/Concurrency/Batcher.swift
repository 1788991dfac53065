import Synchronization

/// Writes together what arrives while an earlier write is on its way: alone when there is little to do, in batches when there is much.
///
/// One of the callers writes for all that wait; nobody else is needed to keep it going. A caller that is cancelled takes its item out again
/// if its write hasn't begun.
public final class Batcher<Item: Sendable, Output: Sendable>: Sendable {
    /// Writes a batch; gives an outcome for each item, in their order.
    public typealias Write = @Sendable ([Item]) async -> [Result<Output, any Error>]

    private enum Turn {
        case isWritten(Result<Output, any Error>)
        /// The one who wrote so far is through: whoever gets this writes the next batch.
        case writes
    }

    private struct Waiter {
        let id: UInt64
        let item: Item
        let continuation: CheckedContinuation<Turn, Never>
    }

    private struct State {
        var nextID: UInt64 = 0
        var isWriting = false
        var waiting: [Waiter] = []
    }

    private let limit: Int
    private let write: Write
    private let state = Mutex(State())

    /// - Parameter limit: how many items go into one write at most; at least 1.
    public init(limit: Int, write: @escaping Write) {
        precondition(limit > 0, "a batch of nothing would never end")
        self.limit = limit
        self.write = write
    }

    /// How many items wait for the write that is on its way.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Returns when the item is written.
    ///
    /// - Throws: why it could not be written; `CancellationError` when the task was cancelled before its write began.
    @discardableResult
    public func add(_ item: Item) async throws -> Output {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        switch await turn(id, item) {
        case .isWritten(let result): return try result.get()
        case .writes: return try await writeBatch(with: item)
        }
    }

    /// Waits until the item is written or may be written.
    private func turn(_ id: UInt64, _ item: Item) async -> Turn {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Turn? = state.withLock { state in
                    if Task.isCancelled { return .isWritten(.failure(CancellationError())) }
                    if !state.isWriting {
                        state.isWriting = true
                        return .writes
                    }
                    state.waiting.append(Waiter(id: id, item: item, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: .isWritten(.failure(CancellationError())))
        }
    }

    private func writeBatch(with item: Item) async throws -> Output {
        let others = state.withLock { state in
            let others = Array(state.waiting.prefix(limit - 1))
            state.waiting.removeFirst(others.count)
            return others
        }
        let results = await write([item] + others.map(\.item))
        // Somebody's own cancellation ends the write for all of its batch; the others try again.
        let wasCancelled = Task.isCancelled
        var answers: [(Waiter, Turn)] = []
        state.withLock { state in
            var again: [Waiter] = []
            for (index, waiter) in others.enumerated() {
                let result = index + 1 < results.count ? results[index + 1] : .failure(CancellationError())
                if wasCancelled, case .failure = result {
                    again.append(waiter)
                } else {
                    answers.append((waiter, .isWritten(result)))
                }
            }
            state.waiting = again + state.waiting
            if state.waiting.isEmpty {
                state.isWriting = false
            } else {
                answers.append((state.waiting.removeFirst(), .writes))
            }
        }
        for (waiter, answer) in answers { waiter.continuation.resume(returning: answer) }
        return try results[0].get()
    }
}
