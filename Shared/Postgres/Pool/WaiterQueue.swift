/// Those who wait for a connection, in order of arrival.
struct WaiterQueue {
    private struct Waiter {
        var lease: LeaseID
        var deadline: ContinuousClock.Instant
    }

    private var waiters: [Waiter?] = []
    /// Entries before this one have left.
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// All wait equally long, so the first in line is also the first whose time is over.
    var firstDeadline: ContinuousClock.Instant? {
        waiters[head...].lazy.compactMap { $0?.deadline }.first
    }

    mutating func append(_ lease: LeaseID, deadline: ContinuousClock.Instant) {
        waiters.append(Waiter(lease: lease, deadline: deadline))
        count += 1
    }

    mutating func popFirst() -> LeaseID? {
        while head < waiters.count {
            defer { advance() }
            if let waiter = waiters[head] {
                count -= 1
                return waiter.lease
            }
        }
        return nil
    }

    mutating func popExpired(now: ContinuousClock.Instant) -> [LeaseID] {
        var expired: [LeaseID] = []
        while let deadline = firstDeadline, deadline <= now, let lease = popFirst() { expired.append(lease) }
        return expired
    }

    mutating func remove(_ lease: LeaseID) -> Bool {
        guard let index = waiters[head...].firstIndex(where: { $0?.lease == lease }) else { return false }
        waiters[index] = nil
        count -= 1
        while head < waiters.count, waiters[head] == nil { advance() }
        return true
    }

    mutating func removeAll() -> [LeaseID] {
        defer { self = WaiterQueue() }
        return waiters[head...].compactMap { $0?.lease }
    }

    private mutating func advance() {
        waiters[head] = nil
        head += 1
        // Moving the rest down now and then costs less than moving it each time.
        if head == waiters.count {
            waiters.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head * 2 > waiters.count {
            waiters.removeFirst(head)
            head = 0
        }
    }
}
