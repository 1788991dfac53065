import Synchronization

/// A clock whose sleeps take no time: it goes on at once, and remembers how long each was.
final class SkippingClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Swift.Duration
        func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Swift.Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex((now: Swift.Duration.zero, sleeps: [Swift.Duration]()))
    private let duringSleep: @Sendable (Int) async throws -> Void

    /// - Parameter duringSleep: what happens while the nth sleep lasts, from 1.
    init(duringSleep: @escaping @Sendable (Int) async throws -> Void = { _ in }) {
        self.duringSleep = duringSleep
    }

    var now: Instant { Instant(offset: state.withLock(\.now)) }
    var minimumResolution: Swift.Duration { .zero }
    var sleeps: [Swift.Duration] { state.withLock(\.sleeps) }

    func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
        try Task.checkCancellation()
        let number = state.withLock { state in
            state.sleeps.append(deadline.offset - state.now)
            return state.sleeps.count
        }
        try await duringSleep(number)
        try Task.checkCancellation()
        state.withLock { $0.now = max($0.now, deadline.offset) }
    }
}
