import Foundation
import SimulatorKit
import Testing

@Suite("Time")
struct TimeTests {
    @Test(
        "a moment is written in UTC",
        arguments: [
            (0.0, "1970-01-01T00:00:00.000Z"), (951_782_400.25, "2000-02-29T00:00:00.250Z"),
            (1_790_000_000.0, "2026-09-21T14:13:20.000Z"), (-0.5, "1969-12-31T23:59:59.500Z"),
            (4_102_444_799.0, "2099-12-31T23:59:59.000Z"),
        ])
    func timestamps(seconds: Double, expected: String) {
        #expect(Timestamp(Date(timeIntervalSince1970: seconds)).iso8601 == expected)
    }

    @Test("a manual clock wakes those whose time has come, and no others", .timeLimit(.minutes(1)))
    func manualClock() async throws {
        let clock = ManualClock()
        let start = clock.now
        async let short: Void = clock.sleep(for: .seconds(1))
        async let long: Void = clock.sleep(for: .seconds(10))
        while clock.sleeperCount < 2 { await Task.yield() }
        clock.advance(by: .seconds(1))
        try await short
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(9))
        try await long
        #expect(clock.now == start + 10)
    }

    @Test("a sleep on a manual clock ends when its task is cancelled", .timeLimit(.minutes(1)))
    func cancelledSleep() async {
        let clock = ManualClock()
        let task = Task { try await clock.sleep(for: .seconds(1)) }
        while clock.sleeperCount < 1 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(clock.sleeperCount == 0)
    }

    @Test("seeded randomness repeats itself")
    func randomness() {
        var first = SeededRandom(seed: 42 as UInt64)
        var second = SeededRandom(seed: 42 as UInt64)
        #expect((0..<10).map { _ in first.next() } == (0..<10).map { _ in second.next() })
    }
}
