import DequeModule
import Foundation
import SimulatorKit

/// A primary that takes the writes, and replicas that serve the reads and learn of each write after a while.
///
/// "A successful write to Microsoft Entra does not guarantee that an immediate read will reflect that change"
/// (Microsoft Entra developer blog, 2026-03-24). Each replica applies the writes in their order, each one when its
/// own lag, drawn between the bounds of the settings, has passed.
struct ReplicaSet: Sendable {
    /// How replication behaves; the seed's `replication`.
    struct Settings: Sendable, Hashable {
        var replicaCount = 1
        /// In milliseconds.
        var lag = 0...0
        var seed = 0
    }

    private struct Replica: Sendable {
        var directory: Directory
        var pending: Deque<(due: Date, change: DirectoryChange)> = []

        mutating func catchUp(to now: Date) {
            while let next = pending.first, next.due <= now {
                directory.apply(next.change)
                pending.removeFirst()
            }
        }
    }

    private(set) var primary: Directory
    /// Empty if there is no lag: then the primary serves the reads as well.
    private var replicas: [Replica]
    private let lag: ClosedRange<Int>
    private var random: SeededRandom

    init(_ directory: Directory, settings: Settings = .init()) {
        primary = directory
        lag = settings.lag
        random = SeededRandom(seed: settings.seed)
        let count = settings.lag.upperBound == 0 ? 0 : settings.replicaCount
        replicas = Array(repeating: Replica(directory: directory), count: count)
    }

    /// The replica that serves the next request, by chance; nil for the primary.
    mutating func chooseReplica() -> Int? {
        replicas.isEmpty ? nil : Int.random(in: replicas.indices, using: &random)
    }

    /// Reads from a replica as it is at `now`.
    mutating func read<Value, Failure: Error>(
        from replica: Int?, at now: Date, _ body: (borrowing Directory) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        guard let replica else { return try body(primary) }
        replicas[replica].catchUp(to: now)
        return try body(replicas[replica].directory)
    }

    /// Lets `body` look at the primary and at a replica, as it is at `now`, side by side.
    mutating func decide<Value, Failure: Error>(
        replica: Int?, at now: Date,
        _ body: (_ primary: borrowing Directory, _ replica: borrowing Directory) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        guard let replica else { return try body(primary, primary) }
        replicas[replica].catchUp(to: now)
        return try body(primary, replicas[replica].directory)
    }

    /// Writes to the primary, and sends the change on its way to the replicas.
    mutating func write(_ change: DirectoryChange, at now: Date) {
        primary.apply(change)
        for index in replicas.indices {
            let lag = Double(Int.random(in: lag, using: &random)) / 1000
            // A replica applies the writes in order, so a slow one holds up those behind it.
            let due = max(now + lag, replicas[index].pending.last?.due ?? .distantPast)
            replicas[index].pending.append((due, change))
        }
    }

    /// How many writes each replica has still to learn of.
    mutating func pendingCounts(at now: Date) -> [Int] {
        for index in replicas.indices { replicas[index].catchUp(to: now) }
        return replicas.map(\.pending.count)
    }
}
