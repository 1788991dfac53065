import Foundation
import Synchronization

/// A machine's time of day, which goes on by itself, and can be set.
final class JumpingClock: Sendable {
    private let offset = Mutex(0.0)

    var now: Date { Date() + offset.withLock(\.self) }

    /// - Parameter seconds: below zero for back.
    func jump(by seconds: TimeInterval) { offset.withLock { $0 += seconds } }
}
