public import Foundation

/// Where a simulator takes the time from.
///
/// Everything in a simulator that depends on time (quotas, replication, the life of a token, delays of fault rules)
/// asks its clock, so that a test can move time instead of waiting for it.
public protocol SimulatorClock: Sendable {
    /// The time of day.
    var now: Date { get }

    /// Returns when `duration` has passed on this clock.
    ///
    /// - Throws: `CancellationError` if the task is cancelled first.
    func sleep(for duration: Duration) async throws
}

/// The machine's clock.
public struct SystemClock: SimulatorClock {
    public init() {}

    public var now: Date { Date() }

    public func sleep(for duration: Duration) async throws {
        try await Task.sleep(for: duration)
    }
}

extension SimulatorClock where Self == SystemClock {
    /// The machine's clock.
    public static var system: SystemClock { SystemClock() }
}
