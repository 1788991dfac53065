import Synchronization
import TestSupport
import Testing

@testable import Fleet

@Suite("A gatherer")
struct GathererTests {
    private struct Refused: Error, Equatable { let item: Int }

    /// Remembers what came together, and refuses negative items.
    private final class Witness: Sendable {
        private let state = Mutex<[[Int]]>([])
        var batches: [[Int]] { state.withLock(\.self) }

        func carryOut(_ items: [Int]) -> [Result<Int, any Error>] {
            state.withLock { $0.append(items) }
            return items.map { $0 < 0 ? .failure(Refused(item: $0)) : .success($0 * 10) }
        }
    }

    private func gatherer(_ witness: Witness, limit: Int = 4, _ clock: any Clock<Duration>) -> Gatherer<
        String, Int, Int
    > {
        Gatherer(limit: limit, window: .milliseconds(5), clock: clock) { _, items in witness.carryOut(items) }
    }

    /// A clock on which no window ends by itself.
    private let endless = SkippingClock { _ in try await Task.sleep(for: .seconds(600)) }

    @Test("carries out what fills a batch together, and tells each its own outcome", .timeLimit(.minutes(1)))
    func full() async throws {
        let witness = Witness()
        let gatherer = gatherer(witness, endless)
        let outcomes = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            for item in 1...8 { group.addTask { (item, try await gatherer.add(item, for: "a")) } }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(outcomes == Dictionary(uniqueKeysWithValues: (1...8).map { ($0, $0 * 10) }))
        #expect(witness.batches.map(\.count) == [4, 4])
    }

    @Test("carries out what came when the time is over", .timeLimit(.minutes(1)))
    func window() async throws {
        let witness = Witness()
        let gatherer = gatherer(witness, SkippingClock())
        #expect(try await gatherer.add(1, for: "a") == 10)
        #expect(try await gatherer.add(2, for: "a") == 20)
        #expect(witness.batches == [[1], [2]])
    }

    @Test("keeps keys apart", .timeLimit(.minutes(1)))
    func keys() async throws {
        let witness = Witness()
        let gatherer = gatherer(witness, limit: 2, endless)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (item, key) in [(1, "a"), (2, "b"), (3, "a"), (4, "b")] {
                group.addTask { _ = try await gatherer.add(item, for: key) }
            }
            try await group.waitForAll()
        }
        #expect(Set(witness.batches.map { Set($0) }) == [[1, 3], [2, 4]])
    }

    @Test("tells of failures only whose they are", .timeLimit(.minutes(1)))
    func failures() async throws {
        let witness = Witness()
        let gatherer = gatherer(witness, limit: 2, endless)
        async let good = gatherer.add(1, for: "a")
        await #expect(throws: Refused(item: -2)) { try await gatherer.add(-2, for: "a") }
        #expect(try await good == 10)
    }

    @Test("lets go of one that is cancelled, and carries the others out", .timeLimit(.minutes(1)))
    func cancelled() async throws {
        let witness = Witness()
        let gatherer = gatherer(witness, limit: 3, endless)
        let leaving = Task { try await gatherer.add(1, for: "a") }
        leaving.cancel()
        await #expect(throws: CancellationError.self) { try await leaving.value }
        async let second = gatherer.add(2, for: "a")
        #expect(try await gatherer.add(3, for: "a") == 30)
        #expect(try await second == 20)
    }
}
