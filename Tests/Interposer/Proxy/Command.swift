/// What the owner of an interposer asks of its event loop.
enum Command: Sendable {
    case listen(descriptor: Int32, peerPort: UInt16, WireProtocol)
    /// Forget the steps so far; tell the stream when the trigger is reached.
    case watch(Trigger?, AsyncStream<Step>.Continuation?)
    /// The service is gone: end its connections, and let the world move again.
    case drop
    case delay(Duration)
    /// Reset every connection and refuse new ones, or accept them again.
    case cut(Bool)
    /// Send each HTTP request whose detail contains the text twice.
    case repeatRequests(containing: String?)
    case stop
}

/// A command, and who waits for it.
struct Errand: Sendable {
    let command: Command
    let done: CheckedContinuation<Void, Never>?
}
