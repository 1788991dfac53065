import Synchronization

/// What the connection's thread tells the rest of the process.
final class ConnectionStatus: Sendable {
    private let state = Mutex(AMQPConnectionState.idle)

    var current: AMQPConnectionState { state.withLock { $0 } }

    func set(_ state: AMQPConnectionState) { self.state.withLock { $0 = state } }
}
