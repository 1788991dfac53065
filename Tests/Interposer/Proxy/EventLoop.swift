import Glibc
import Synchronization

/// The thread of an interposer: waits for sockets with `poll`, lets conversations make sense of what arrives, and does
/// what the recorder decides. Confined to its thread; others reach it through the switchboard.
final class EventLoop {
    struct Listener {
        let descriptor: Int32
        let peerPort: UInt16
        let wire: WireProtocol
    }

    let switchboard: Switchboard
    /// How long a peer may take to close its side after a service is gone.
    let patience: Duration
    let clock = ContinuousClock()
    var listeners: [Listener] = []
    var links: [Link] = []
    var lastLink = 0
    var delay = Duration.zero
    var isCut = false
    var repeated: String?
    /// Nothing moves: the trigger is reached.
    var isFrozen = false
    /// Told as soon as what the step passed on has left.
    var standstill: (link: Link, step: Step)?
    var watcher: AsyncStream<Step>.Continuation?
    private var waitingForDrain: [CheckedContinuation<Void, Never>] = []
    private var isStopping = false

    init(_ switchboard: Switchboard, patience: Duration) {
        self.switchboard = switchboard
        self.patience = patience
    }

    func run() {
        while !isStopping {
            sleep(on: pollDescriptors())
            for errand in switchboard.takeErrands() { perform(errand) }
            for listener in listeners where !isFrozen { acceptAll(listener) }
            for link in links { serve(link) }
            announceStandstill()
            links.removeAll(where: \.isClosed)
            if !links.contains(where: { $0.drainsUntil != nil }) { finishDrain() }
        }
        for link in links { link.reset() }
        for listener in listeners { close(listener.descriptor) }
        watcher?.finish()
        finishDrain()
        for errand in switchboard.takeErrands() { errand.done?.resume() }
    }

    // MARK: - Waiting

    private func pollDescriptors() -> [pollfd] {
        var descriptors = [pollfd(fd: switchboard.wakeUpRead, events: Int16(POLLIN), revents: 0)]
        if !isFrozen {
            descriptors += listeners.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        }
        for link in links {
            if let service = link.service {
                var events: Int16 = 0
                if canReceive(link.outward, link) { events |= Int16(POLLIN) }
                if link.inward.hasOutgoing { events |= Int16(POLLOUT) }
                if events != 0 { descriptors.append(pollfd(fd: service, events: events, revents: 0)) }
            }
            var events: Int16 = 0
            if link.isConnected, canReceive(link.inward, link) { events |= Int16(POLLIN) }
            if !link.isConnected || link.outward.hasOutgoing { events |= Int16(POLLOUT) }
            if events != 0 { descriptors.append(pollfd(fd: link.peer, events: events, revents: 0)) }
        }
        return descriptors
    }

    /// Sleeps until a socket or an errand needs attention, or the time of something delayed has come.
    private func sleep(on descriptors: [pollfd]) {
        let dues = isFrozen ? [] : links.flatMap { [$0.outward.nextDue, $0.inward.nextDue].compactMap(\.self) }
        var timeout: Int32 = -1
        if let next = (dues + links.compactMap(\.drainsUntil)).min() {
            let remaining = clock.now.duration(to: next)
            timeout = Int32(max(0, min(60_000, (remaining / .milliseconds(1)).rounded(.up))))
        }
        var descriptors = descriptors
        poll(&descriptors, nfds_t(descriptors.count), timeout)
    }

    func canReceive(_ lane: Lane, _ link: Link) -> Bool {
        (!isFrozen || link.drainsUntil != nil) && !lane.sourceEnded && !lane.isFull
    }

    // MARK: - Errands

    private func perform(_ errand: Errand) {
        switch errand.command {
        case .listen(let descriptor, let peerPort, let wire):
            listeners.append(Listener(descriptor: descriptor, peerPort: peerPort, wire: wire))
        case .watch(let trigger, let continuation):
            watcher?.finish()
            watcher = continuation
            switchboard.recorder.withLock { $0.restart(watchingFor: trigger) }
        case .drop:
            isFrozen = false
            standstill = nil
            for link in links { link.abandonService(until: clock.now + patience) }
            if let done = errand.done { waitingForDrain.append(done) }
            return
        case .delay(let duration):
            delay = duration
        case .cut(let cut):
            isCut = cut
            if cut { for link in links { link.reset() } }
        case .repeatRequests(let text):
            repeated = text
        case .stop:
            isStopping = true
        }
        errand.done?.resume()
    }

    private func finishDrain() {
        for done in waitingForDrain { done.resume() }
        waitingForDrain = []
    }

    private func announceStandstill() {
        guard let (link, step) = standstill, link.isClosed || !link.outward.hasOutgoing else { return }
        standstill = nil
        watcher?.yield(step)
        watcher?.finish()
        watcher = nil
    }
}
