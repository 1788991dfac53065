import Synchronization
import TestSupport
import Testing

@testable import Fleet

@Suite("A batcher")
struct BatcherTests {
    private struct Refused: Error, Equatable { let item: Int }

    /// Writes nothing until it is let go, and remembers what came together.
    private final class Store: Sendable {
        private struct State {
            var batches: [[Int]] = []
            var isOpen = false
        }

        private let state = Mutex(State())
        private let changes = ChangeSignal()

        var batches: [[Int]] { state.withLock(\.batches) }

        func open() {
            state.withLock { $0.isOpen = true }
            changes.notify()
        }

        /// Refuses negative items; nothing at all when its task is cancelled.
        func write(_ items: [Int]) async -> [Result<Void, any Error>] {
            state.withLock { $0.batches.append(items) }
            changes.notify()
            while !state.withLock(\.isOpen), !Task.isCancelled {
                let generation = changes.generation
                if state.withLock(\.isOpen) || Task.isCancelled { break }
                await changes.wait(after: generation)
            }
            if Task.isCancelled { return items.map { _ in .failure(CancellationError()) } }
            return items.map { $0 < 0 ? .failure(Refused(item: $0)) : .success(()) }
        }

        func waitForBatch(_ number: Int) async {
            while true {
                let generation = changes.generation
                if batches.count >= number { return }
                await changes.wait(after: generation)
            }
        }
    }

    @Test(
        "writes what comes alone at once, and what comes meanwhile together, up to its limit", .timeLimit(.minutes(1)))
    func together() async throws {
        let store = Store()
        let batcher = Batcher<Int, Void>(limit: 4) { await store.write($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await batcher.add(0) }
            await store.waitForBatch(1)
            for item in 1...9 { group.addTask { try await batcher.add(item) } }
            await waitUntilWaiting(9, in: batcher)
            store.open()
            try await group.waitForAll()
        }
        #expect(store.batches.first == [0])
        #expect(store.batches.map(\.count) == [1, 4, 4, 1])
        #expect(store.batches.flatMap(\.self).sorted() == Array(0...9))
    }

    @Test("tells each what became of its own item", .timeLimit(.minutes(1)))
    func outcomes() async throws {
        let store = Store()
        let batcher = Batcher<Int, Void>(limit: 10) { await store.write($0) }
        let refused = await withTaskGroup(of: Int?.self) { group in
            group.addTask { (try? await batcher.add(0)) == nil ? 0 : nil }
            await store.waitForBatch(1)
            for item in [1, -2, 3, -4] {
                group.addTask { (try? await batcher.add(item)) == nil ? item : nil }
            }
            await waitUntilWaiting(4, in: batcher)
            store.open()
            return await group.reduce(into: [Int]()) { if let item = $1 { $0.append(item) } }
        }
        #expect(refused.sorted() == [-4, -2])
        #expect(store.batches.count == 2)
    }

    @Test("takes out the item of one that is cancelled while it waits", .timeLimit(.minutes(1)))
    func cancelledWhileWaiting() async throws {
        let store = Store()
        let batcher = Batcher<Int, Void>(limit: 10) { await store.write($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await batcher.add(0) }
            await store.waitForBatch(1)
            let waiting = Task { try await batcher.add(1) }
            await waitUntilWaiting(1, in: batcher)
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            group.addTask { try await batcher.add(2) }
            await waitUntilWaiting(1, in: batcher)
            store.open()
            try await group.waitForAll()
        }
        #expect(store.batches == [[0], [2]])
    }

    @Test("lets the others go on when the one who writes is cancelled", .timeLimit(.minutes(1)))
    func cancelledWhileWriting() async throws {
        let store = Store()
        let batcher = Batcher<Int, Void>(limit: 10) { await store.write($0) }
        let first = Task { try await batcher.add(0) }
        await store.waitForBatch(1)
        let writer = Task { try await batcher.add(1) }
        await waitUntilWaiting(1, in: batcher)
        let follower = Task { try await batcher.add(2) }
        await waitUntilWaiting(2, in: batcher)
        // The second of them takes over, with the third in its batch, and is cancelled in the middle of it.
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        await store.waitForBatch(2)
        writer.cancel()
        await #expect(throws: CancellationError.self) { try await writer.value }
        store.open()
        try await follower.value
        #expect(store.batches == [[0], [1, 2], [2]])
    }

    private func waitUntilWaiting(_ count: Int, in batcher: Batcher<Int, Void>) async {
        while batcher.waitingCount < count { await Task.yield() }
    }
}
