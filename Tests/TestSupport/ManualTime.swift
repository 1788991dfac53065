public import Foundation
import Synchronization

/// A time that stands still until a test moves it.
public final class ManualTime: Sendable {
    private let time: Mutex<Date>

    public init(_ start: Date = Samples.at) {
        self.time = Mutex(start)
    }

    public var now: Date { time.withLock { $0 } }

    public func advance(by seconds: TimeInterval) {
        time.withLock { $0 += seconds }
    }
}
