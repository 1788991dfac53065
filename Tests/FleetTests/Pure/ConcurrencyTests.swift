import Synchronization
import TestSupport
import Testing

@testable import Fleet

/// A value that several tasks change.
private final class Shared<Value: Sendable>: Sendable {
    private let state: Mutex<Value>
    init(_ value: Value) { state = Mutex(value) }
    var value: Value { state.withLock(\.self) }
    func change(_ body: @Sendable (inout sending Value) -> Void) { state.withLock { body(&$0) } }
}

@Suite("A change signal")
struct ChangeSignalTests {
    @Test("wakes everybody who waits", .timeLimit(.minutes(1)))
    func everybody() async {
        let signal = ChangeSignal()
        let generation = signal.generation
        await withDiscardingTaskGroup { group in
            for _ in 1...50 { group.addTask { await signal.wait(after: generation) } }
            await Task.yield()
            signal.notify()
        }
        #expect(signal.generation == generation + 1)
    }

    @Test("doesn't lose a change that came before the wait", .timeLimit(.minutes(1)))
    func early() async {
        let signal = ChangeSignal()
        let generation = signal.generation
        signal.notify()
        await signal.wait(after: generation)
    }

    @Test("lets go of one whose task is cancelled, before or while it waits", .timeLimit(.minutes(1)))
    func cancelled() async {
        let signal = ChangeSignal()
        for _ in 1...200 {
            let task = Task { await signal.wait(after: signal.generation) }
            task.cancel()
            await task.value
        }
        #expect(signal.generation == 0)
    }
}

@Suite("Turns by key")
struct KeyedTurnsTests {
    @Test("One at a time has the turn of a key, and all get it", .timeLimit(.minutes(1)))
    func oneAtATime() async throws {
        let turns = KeyedTurns<Int>()
        let inside = Shared((now: 0, most: 0, turns: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...100 {
                group.addTask {
                    try await turns.withTurn(7) {
                        inside.change { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.turns + 1) }
                        for _ in 1...5 { await Task.yield() }
                        inside.change { $0.now -= 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.value.most == 1)
        #expect(inside.value.turns == 100)
    }

    @Test("They come in the order in which they were asked for", .timeLimit(.minutes(1)))
    func inOrder() async throws {
        let turns = KeyedTurns<Int>()
        let order = Shared<[Int]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            try await turns.withTurn(1) {
                for number in 1...20 {
                    group.addTask { try await turns.withTurn(1) { order.change { $0.append(number) } } }
                    while turns.waitingCount(for: 1) < number { await Task.yield() }
                }
            }
            try await group.waitForAll()
        }
        #expect(order.value == Array(1...20))
    }

    @Test("Another key doesn't wait", .timeLimit(.minutes(1)))
    func otherKey() async throws {
        let turns = KeyedTurns<Int>()
        let value = try await turns.withTurn(1) { try await turns.withTurn(2) { 5 } }
        #expect(value == 5)
    }

    @Test("The turn is given back when the body throws", .timeLimit(.minutes(1)))
    func thrown() async throws {
        struct Oops: Error {}
        let turns = KeyedTurns<Int>()
        await #expect(throws: Oops.self) { try await turns.withTurn(1) { throw Oops() } }
        try await turns.withTurn(1) {}
    }

    @Test("One that is cancelled before or while it waits leaves without the turn", .timeLimit(.minutes(1)))
    func cancelled() async throws {
        let turns = KeyedTurns<Int>()
        try await turns.withTurn(1) {
            let early = Task { try await turns.withTurn(1) { Issue.record("it had the turn") } }
            early.cancel()
            await #expect(throws: CancellationError.self) { try await early.value }
            let waiting = Task { try await turns.withTurn(1) { Issue.record("it had the turn") } }
            while turns.waitingCount(for: 1) == 0 { await Task.yield() }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
        try await turns.withTurn(1) {}
    }
}

@Suite("The coarse clock")
struct CoarseClockTests {
    @Test("wakes its sleepers not before their time", .timeLimit(.minutes(1)))
    func inTime() async throws {
        let clock = CoarseClock(resolution: .milliseconds(10))
        try await withThrowingTaskGroup(of: Duration.self) { group in
            for milliseconds in [30, 0, 15, 30, 5] {
                group.addTask {
                    let start = clock.now
                    try await clock.sleep(for: .milliseconds(milliseconds))
                    return start.duration(to: clock.now) - .milliseconds(milliseconds)
                }
            }
            for try await late in group { #expect(late >= .zero) }
        }
        // Nobody ticks any more; the next sleeper begins anew.
        try await clock.sleep(for: .milliseconds(1))
    }

    @Test("lets go of one whose task is cancelled, before or while it sleeps", .timeLimit(.minutes(1)))
    func cancelled() async {
        let clock = CoarseClock()
        for _ in 1...100 {
            let early = Task { try await clock.sleep(for: .seconds(600)) }
            early.cancel()
            await #expect(throws: CancellationError.self) { try await early.value }
        }
        let sleeping = Task { try await clock.sleep(for: .seconds(600)) }
        while clock.sleeperCount == 0 { await Task.yield() }
        sleeping.cancel()
        await #expect(throws: CancellationError.self) { try await sleeping.value }
        #expect(clock.sleeperCount == 0)
    }
}

@Suite("A time limit")
struct TimeLimitTests {
    @Test("gives what the operation returned in time", .timeLimit(.minutes(1)))
    func inTime() async {
        // The clock's time is never over before the operation is.
        let clock = SkippingClock { _ in try await Task.sleep(for: .seconds(600)) }
        #expect(await withTimeLimit(.seconds(1), clock: clock) { 5 } == 5)
    }

    @Test("gives nothing when the time was over first, and the operation was cancelled", .timeLimit(.minutes(1)))
    func late() async {
        let wasCancelled = Shared(false)
        let clock = SkippingClock()
        let result: Int? = await withTimeLimit(.seconds(7), clock: clock) {
            try? await Task.sleep(for: .seconds(600))
            let cancelled = Task.isCancelled
            wasCancelled.change { $0 = cancelled }
            return 5
        }
        #expect(result == nil)
        #expect(wasCancelled.value)
        #expect(clock.sleeps == [.seconds(7)])
    }

    @Test("throws what the operation throws", .timeLimit(.minutes(1)))
    func thrown() async {
        struct Oops: Error {}
        let clock = SkippingClock { _ in try await Task.sleep(for: .seconds(600)) }
        await #expect(throws: Oops.self) { try await withTimeLimit(.seconds(1), clock: clock) { throw Oops() } }
    }

    @Test("The first to end ends the other", .timeLimit(.minutes(1)))
    func firstToEnd() async throws {
        let ended = Shared<[String]>([])
        try await withFirstToEnd {
            ended.change { $0.append("one") }
        } _: {
            try? await Task.sleep(for: .seconds(600))
            ended.change { $0.append("other") }
        }
        #expect(ended.value == ["one", "other"])
    }

    @Test("What the first to end throws is thrown", .timeLimit(.minutes(1)))
    func firstThrows() async {
        struct Oops: Error {}
        await #expect(throws: Oops.self) {
            try await withFirstToEnd {
                try await Task.sleep(for: .seconds(600))
            } _: {
                throw Oops()
            }
        }
    }
}
