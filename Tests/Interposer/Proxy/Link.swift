import Glibc

/// A connection of the service, and the one that was opened to its peer for it. Belongs to the event loop's thread.
final class Link {
    let number: Int
    /// Closed (nil) before the peer's side when the service is gone.
    private(set) var service: Int32?
    private(set) var peer: Int32
    var conversation: any Conversation
    var outward = Lane()
    var inward = Lane()
    var isConnected = false
    /// Set when the service is gone: the peer gets what had been passed on, then the end, and until when it may take.
    private(set) var drainsUntil: ContinuousClock.Instant?
    private(set) var isClosed = false

    init(number: Int, service: Int32, peer: Int32, conversation: any Conversation) {
        self.number = number
        self.service = service
        self.peer = peer
        self.conversation = conversation
    }

    /// Lets go of the service. What was passed on still reaches the peer, followed by an orderly end, so that a peer
    /// sees what it sees when a process dies: everything that had left, and nothing after it.
    func abandonService(until deadline: ContinuousClock.Instant) {
        guard !isClosed, drainsUntil == nil else { return }
        guard isConnected else { return reset() }
        if let service { Socket.reset(service) }
        service = nil
        outward.discardIncoming()
        outward.sourceEnded = true
        inward.discardIncoming()
        inward.discardOutgoing()
        drainsUntil = deadline
    }

    /// Ends both sides at once, as a cut cable or a firewall does.
    func reset() {
        guard !isClosed else { return }
        isClosed = true
        if let service { Socket.reset(service) }
        service = nil
        Socket.reset(peer)
    }

    /// Ends both sides in order.
    func finish() {
        guard !isClosed else { return }
        isClosed = true
        if let service { close(service) }
        service = nil
        close(peer)
    }
}
