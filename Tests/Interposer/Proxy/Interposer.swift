import Foundation
import Synchronization

/// Stands on the wires between one service and everything that it talks to, and sees each step that it takes: what it
/// commits, publishes, acknowledges, requests. Can make the service's world stand still before or after any step, so
/// that the service can be killed exactly there; can delay, cut, and repeat.
///
/// All wires of one service share one interposer: its single thread gives the steps one order.
///
/// ```swift
/// let interposer = try Interposer(name: "executor")
/// let port = try await interposer.interpose(.postgres, toPort: 5442)
/// // … the service is started with 127.0.0.1:port as its database …
/// for await step in await interposer.watch(for: Trigger(step: 3, phase: .after)) {
///     kill(service, SIGKILL)
///     await interposer.dropConnections()
/// }
/// ```
public final class Interposer: Sendable {
    private let switchboard: Switchboard

    /// Starts the interposer's thread, which runs until `stop()` or until the interposer is let go of.
    ///
    /// - Parameters:
    ///   - name: names the thread.
    ///   - patience: how long a peer may take to close its side when the service's connections are dropped.
    /// - Throws: `SocketError` when the process has no descriptors left.
    public init(name: String, patience: Duration = .seconds(2)) throws {
        let switchboard = try Switchboard()
        self.switchboard = switchboard
        let thread = Thread { EventLoop(switchboard, patience: patience).run() }
        thread.name = "interposer " + name
        thread.start()
    }

    deinit {
        switchboard.send(Errand(command: .stop, done: nil))
    }

    /// Opens a port of 127.0.0.1 behind which the peer at `peerPort` of 127.0.0.1 is found.
    /// - Returns: the port for the service to connect to.
    /// - Throws: `SocketError` when no port can be opened.
    public func interpose(_ wire: WireProtocol, toPort peerPort: UInt16) async throws -> UInt16 {
        let (descriptor, port) = try Socket.listen()
        await perform(.listen(descriptor: descriptor, peerPort: peerPort, wire))
        return port
    }

    /// The steps since the recording began, in their order.
    public var steps: [Step] { switchboard.recorder.withLock(\.steps) }

    /// Whether the trigger has been reached since it was set.
    public var isReached: Bool { switchboard.recorder.withLock(\.isReached) }

    /// Why steps can't be seen on some wire (it is encrypted, or speaks another protocol). Empty when all is seen.
    public var blindSpots: [String] { switchboard.misgivings.withLock { $0.sorted() } }

    /// Begins a new recording.
    public func record() async {
        await perform(.watch(nil, nil))
    }

    /// Begins a new recording, and stops everything on all wires when the trigger is reached.
    /// - Returns: a stream that yields the step once, when the world stands still, and then ends.
    public func watch(for trigger: Trigger) async -> AsyncStream<Step> {
        let (stream, continuation) = AsyncStream.makeStream(of: Step.self, bufferingPolicy: .bufferingOldest(1))
        await perform(.watch(trigger, continuation))
        return stream
    }

    /// Ends the connections of a service that has been killed, and lets new ones move. What had been passed on to a peer
    /// reaches it, followed by an orderly end; nothing else does. Returns when the peers have closed their sides, or
    /// when the patience is over.
    public func dropConnections() async {
        await perform(.drop)
    }

    /// Ends the thread, the ports and the connections.
    public func stop() async {
        await perform(.stop)
    }

    func perform(_ command: Command) async {
        await withCheckedContinuation { switchboard.send(Errand(command: command, done: $0)) }
    }
}
