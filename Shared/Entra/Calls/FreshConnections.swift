import Synchronization

/// Counts the calls that have to open a new connection: after a 503, Graph asks that retries don't use the old one (best practices).
final class FreshConnections: Sendable {
    /// Enough for every connection that a client keeps to one host.
    private static let maximum = 64

    private let owed = Mutex(0)

    /// A 503 came: one more call has to open a connection.
    func owe() {
        owed.withLock { $0 = min($0 + 1, Self.maximum) }
    }

    /// Whether the call about to be made has to.
    func take() -> Bool {
        owed.withLock { owed in
            guard owed > 0 else { return false }
            owed -= 1
            return true
        }
    }
}
