internal import CPostgreSQL
internal import Glibc

/// Waits for sockets, and for a wake-up call from other threads (epoll and eventfd). The kernel allows one thread to wait
/// while others change what is watched.
final class Poller: Sendable {
    struct Event {
        var key: UInt64
        var writable: Bool
    }

    /// What a wait has brought, and the room for it.
    struct Events {
        fileprivate(set) var list: [Event] = []
        fileprivate var buffer = [epoll_event](repeating: epoll_event(), count: 64)
    }

    struct SetUpFailure: Error {
        var code: Int32
    }

    /// The key of the wake-up call; no connection has it.
    static let wakeKey = UInt64.max

    private let epoll: Int32

    init(wake: borrowing WakeUp) throws(SetUpFailure) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw SetUpFailure(code: errno) }
        guard cpostgresql_epoll_control(epoll, EPOLL_CTL_ADD, wake.descriptor, EPOLLIN.rawValue, Self.wakeKey) == 0
        else {
            let code = errno
            close(epoll)
            throw SetUpFailure(code: code)
        }
    }

    deinit { close(epoll) }

    /// Watches a socket, or changes what it is watched for. False if the kernel refuses.
    func watch(_ descriptor: Int32, key: UInt64, reading: Bool = true, writing: Bool) -> Bool {
        // Errors and hang-ups are always reported.
        let events = (reading ? EPOLLIN.rawValue | EPOLLRDHUP.rawValue : 0) | (writing ? EPOLLOUT.rawValue : 0)
        // A socket that was closed in between has left by itself, and its number may be in use again.
        if cpostgresql_epoll_control(epoll, EPOLL_CTL_MOD, descriptor, events, key) == 0 { return true }
        return cpostgresql_epoll_control(epoll, EPOLL_CTL_ADD, descriptor, events, key) == 0
    }

    func forget(_ descriptor: Int32) {
        _ = cpostgresql_epoll_control(epoll, EPOLL_CTL_DEL, descriptor, 0, 0)
    }

    /// Sleeps until something happens, or until the time is over.
    func wait(_ limit: Duration?, into events: inout Events) {
        events.list.removeAll(keepingCapacity: true)
        let timeout = limit.map { Int32(clamping: max($0.milliseconds, 0)) } ?? -1
        let capacity = Int32(events.buffer.count)
        let count = events.buffer.withUnsafeMutableBufferPointer { buffer in
            epoll_wait(epoll, buffer.baseAddress, capacity, timeout)
        }
        guard count > 0 else { return }
        events.buffer.withUnsafeBufferPointer { buffer in
            for index in 0..<Int(count) {
                guard let event = buffer.baseAddress.map({ $0 + index }) else { return }
                let flags = cpostgresql_epoll_events(event)
                events.list.append(
                    Event(key: cpostgresql_epoll_key(event), writable: flags & EPOLLOUT.rawValue != 0))
            }
        }
    }
}

/// An eventfd.
struct WakeUp: ~Copyable, Sendable {
    let descriptor: Int32

    init() throws(Poller.SetUpFailure) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw Poller.SetUpFailure(code: errno) }
    }

    deinit { close(descriptor) }

    func signal() {
        var one: UInt64 = 1
        // Fails only when the counter is at its limit, and then the reader is awake anyway.
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
