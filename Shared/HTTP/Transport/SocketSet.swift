#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Sockets to wait for with `poll(2)`: no system call to change the set, and few enough sockets for its cost to be small.
struct SocketSet {
    struct Ready {
        var descriptor: CInt
        var isReadable: Bool
        var isWritable: Bool
        var hasFailed: Bool
    }

    private var entries: [pollfd] = []
    /// For each descriptor its place in `entries`, or -1.
    private var places: [Int] = []

    /// Waits for a socket from now on, for something else than before, or, with neither, no longer.
    mutating func watch(_ descriptor: CInt, reads: Bool, writes: Bool) {
        let index = Int(descriptor)
        while places.count <= index { places.append(-1) }
        guard reads || writes else { return remove(index) }
        let events = Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0))
        if places[index] < 0 {
            places[index] = entries.count
            entries.append(pollfd(fd: descriptor, events: events, revents: 0))
        } else {
            entries[places[index]].events = events
        }
    }

    private mutating func remove(_ index: Int) {
        let place = places[index]
        guard place >= 0 else { return }
        places[index] = -1
        let last = entries.removeLast()
        if place < entries.count {
            entries[place] = last
            places[Int(last.fd)] = place
        }
    }

    /// Blocks until a socket is ready or the time is over. A signal ends it early, with nothing ready.
    ///
    /// - Parameter other: One more descriptor to wait for, until it can be read.
    mutating func wait(milliseconds: Int32, alsoFor other: CInt) -> [Ready] {
        entries.append(pollfd(fd: other, events: Int16(POLLIN), revents: 0))
        defer { entries.removeLast() }
        let count = poll(&entries, nfds_t(entries.count), milliseconds)
        guard count > 0 else { return [] }
        var ready: [Ready] = []
        ready.reserveCapacity(Int(count))
        for entry in entries where entry.revents != 0 {
            let events = Int32(entry.revents)
            ready.append(
                Ready(
                    descriptor: entry.fd, isReadable: events & (POLLIN | POLLHUP) != 0,
                    isWritable: events & POLLOUT != 0, hasFailed: events & (POLLERR | POLLNVAL) != 0))
        }
        return ready
    }
}
