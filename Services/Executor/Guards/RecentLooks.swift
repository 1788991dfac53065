import Domain
import Foundation
import Synchronization

/// Which starts of runs were found wanted a moment ago: one that waits for its turn comes back every second, and isn't looked at each time.
final class RecentLooks: Sendable {
    /// For so long a look holds, in seconds; then the ticket is looked at again before anything more is begun.
    static let validity: TimeInterval = 30

    private struct Key: Hashable {
        var run: RunID
        var start: Int
    }

    private let looks = Mutex<[Key: Date]>([:])

    func add(_ run: RunID, start: Int, at now: Date) {
        looks.withLock { looks in
            // What is over is forgotten, so that there are never more than the runs of half a minute.
            looks = looks.filter { Self.holds($0.value, at: now) }
            looks[Key(run: run, start: start)] = now
        }
    }

    func hold(for run: RunID, start: Int, at now: Date) -> Bool {
        looks.withLock { $0[Key(run: run, start: start)].map { Self.holds($0, at: now) } ?? false }
    }

    /// Also where a clock was set back since.
    private static func holds(_ look: Date, at now: Date) -> Bool { abs(now.timeIntervalSince(look)) < validity }
}
