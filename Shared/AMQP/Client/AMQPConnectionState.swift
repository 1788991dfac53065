/// Where the client stands with the broker.
public enum AMQPConnectionState: Sendable {
    /// `run()` was not called yet.
    case idle
    /// No connection at the moment; why the last one failed, if one did.
    case connecting(lastError: AMQPError?)
    /// Connected, and the topology is declared.
    case connected(AMQPEndpoint)
    /// Connected, but the broker takes no messages at the moment, because it is short of memory or disk.
    case blocked(AMQPEndpoint, reason: String)
    /// `run()` has ended.
    case stopped
}
