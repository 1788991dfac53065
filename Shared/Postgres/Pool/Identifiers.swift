internal import Synchronization

/// Names one connection of a client; never used again.
struct ConnectionID: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt64

    /// Connections that listen for notifications are not the pool's, and are counted from here.
    static let firstListener = UInt64(1) << 62
}

/// Names one use of a connection: a single statement, or a transaction.
struct LeaseID: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt64

    /// The session settings of a new connection.
    static let setUp = LeaseID(rawValue: 0)
    /// The connection that listens for notifications.
    static let listener = LeaseID(rawValue: .max)
}

/// Hands out lease names, from any thread.
final class LeaseCounter: Sendable {
    private let last = Atomic<UInt64>(0)

    func next() -> LeaseID { LeaseID(rawValue: last.wrappingAdd(1, ordering: .relaxed).newValue) }
}
