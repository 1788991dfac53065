internal import CPostgreSQL

/// Owns a `PGcancel`, with which the server is asked to end what a connection is doing.
///
/// `@unchecked Sendable`: a PGcancel never changes, and PQcancel is made to be called from any thread
/// (<https://www.postgresql.org/docs/15/libpq-cancel.html>).
final class CancelHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    init?(_ connection: ConnectionHandle) {
        guard let pointer = PQgetCancel(connection.pointer) else { return nil }
        self.pointer = pointer
    }

    deinit { PQfreeCancel(pointer) }

    /// Delivers the request. Blocks: it makes a connection of its own.
    func send() {
        var message = [CChar](repeating: 0, count: 256)
        // A failure has no answer of its own: the request runs on, and its time limit ends it.
        _ = PQcancel(pointer, &message, Int32(message.count))
    }
}
