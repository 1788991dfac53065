/// Who uses which connection, who waits, and when to open and to close one. Pure: no I/O, no clock of its own.
struct PoolStateMachine {
    typealias Instant = ContinuousClock.Instant

    struct Limits: Sendable {
        var minimum: Int
        var maximum: Int
        var waiters: Int
        var acquireTimeout: Duration
        var idleLifetime: Duration
    }

    enum Slot: Equatable {
        /// Being made. Can transition to idle or leased, or disappear.
        case connecting
        /// Free. Can transition to leased, or disappear.
        case idle(since: Instant)
        /// In use. Can transition to idle, to leased by the next in line, or disappear.
        case leased(LeaseID)
    }

    let limits: Limits
    private(set) var slots: [ConnectionID: Slot] = [:]
    private(set) var waiters = WaiterQueue()
    private(set) var isClosing = false
    /// The free connections, the one used last at the end: it is used next, so that the others may grow old and go.
    private var idle: [ConnectionID] = []
    private var nextID: UInt64 = 0
    private var connecting = 0
    private var backoff = Backoff()
    /// Why the last attempt to connect failed, if none has succeeded since.
    private(set) var lastFailure: PostgresError?

    init(limits: Limits) { self.limits = limits }

    // MARK: Asking for a connection

    enum Acquisition: Equatable {
        case use(ConnectionID)
        /// A connection will come; open these to bring it about.
        case wait(open: [ConnectionID])
        case refuse
    }

    mutating func acquire(_ lease: LeaseID, now: Instant) -> Acquisition {
        if waiters.isEmpty, let connection = idle.popLast() {
            slots[connection] = .leased(lease)
            return .use(connection)
        }
        // Those for whom a connection can still be made don't count as waiting for somebody else.
        let inUse = slots.count - connecting - idle.count
        guard waiters.count < limits.waiters + limits.maximum - inUse else { return .refuse }
        waiters.append(lease, deadline: now + limits.acquireTimeout)
        return .wait(open: openings(now: now))
    }

    /// The caller no longer wants one. False if it was not waiting.
    mutating func cancel(_ lease: LeaseID) -> Bool { waiters.remove(lease) }

    // MARK: What becomes of connections

    enum Assignment: Equatable {
        case use(LeaseID)
        case keep
        case close
    }

    /// A new connection is ready for use.
    mutating func connected(_ connection: ConnectionID, now: Instant) -> Assignment {
        guard slots[connection] == .connecting else { return .close }
        connecting -= 1
        backoff.reset()
        lastFailure = nil
        return assign(connection, now: now)
    }

    /// A connection is free again and in order.
    mutating func released(_ connection: ConnectionID, now: Instant) -> Assignment {
        guard case .leased = slots[connection] else { return .close }
        return assign(connection, now: now)
    }

    private mutating func assign(_ connection: ConnectionID, now: Instant) -> Assignment {
        if let lease = waiters.popFirst() {
            slots[connection] = .leased(lease)
            return .use(lease)
        }
        if isClosing {
            slots[connection] = nil
            return .close
        }
        slots[connection] = .idle(since: now)
        idle.append(connection)
        return .keep
    }

    /// A connection could not be made.
    ///
    /// - Parameter jitter: from 0 to 1, spreads the next attempts of many clients.
    /// - Returns: the callers to tell that there will be none: all of them if trying again can't help.
    mutating func connectFailed(
        _ connection: ConnectionID, error: PostgresError, permanent: Bool, now: Instant, jitter: Double
    ) -> [LeaseID] {
        guard slots.removeValue(forKey: connection) == .connecting else { return [] }
        connecting -= 1
        lastFailure = error
        backoff.failed(now: now, jitter: jitter)
        return permanent ? waiters.removeAll() : []
    }

    /// A connection broke, or was closed, after it had been ready.
    mutating func lost(_ connection: ConnectionID) {
        switch slots.removeValue(forKey: connection) {
        case .idle: idle.removeAll { $0 == connection }
        case .connecting: connecting -= 1
        case .leased, nil: break
        }
    }

    // MARK: Time

    struct Upkeep: Equatable {
        var expired: [LeaseID] = []
        var open: [ConnectionID] = []
        var close: [ConnectionID] = []
    }

    /// What has become due.
    mutating func tick(now: Instant) -> Upkeep {
        var upkeep = Upkeep(expired: waiters.popExpired(now: now))
        while slots.count > limits.minimum, let oldest = idle.first, case .idle(let since) = slots[oldest],
            since + limits.idleLifetime <= now
        {
            idle.removeFirst()
            slots[oldest] = nil
            upkeep.close.append(oldest)
        }
        upkeep.open = openings(now: now)
        return upkeep
    }

    /// When to call ``tick(now:)`` next.
    var nextDeadline: Instant? {
        var next = waiters.firstDeadline
        if slots.count > limits.minimum, let oldest = idle.first, case .idle(let since) = slots[oldest] {
            next = earlier(next, since + limits.idleLifetime)
        }
        if wanted > 0, let retry = backoff.notBefore { next = earlier(next, retry) }
        return next
    }

    // MARK: The end

    /// Takes no new work; free connections go, those in use go when they are released.
    mutating func close() -> (waiting: [LeaseID], close: [ConnectionID]) {
        isClosing = true
        let unused = slots.filter { if case .leased = $0.value { false } else { true } }.keys
        for connection in unused { slots[connection] = nil }
        idle.removeAll()
        connecting = 0
        return (waiters.removeAll(), Array(unused))
    }

    // MARK: Opening

    /// Whether there should be more connections, be it later.
    var isShort: Bool { wanted > 0 }

    /// How many more connections there should be.
    private var wanted: Int {
        if isClosing { return 0 }
        let demand = max(waiters.count - connecting, limits.minimum - slots.count)
        let room = limits.maximum - slots.count
        let wanted = max(0, min(demand, room))
        // While the server can't be reached, one attempt at a time is enough to find out when it is back.
        return backoff.isFailing ? min(wanted, connecting == 0 ? 1 : 0) : wanted
    }

    /// The connections to open now.
    mutating func openings(now: Instant) -> [ConnectionID] {
        guard backoff.allows(now) else { return [] }
        return (0..<wanted).map { _ in
            nextID += 1
            let connection = ConnectionID(rawValue: nextID)
            slots[connection] = .connecting
            connecting += 1
            return connection
        }
    }
}

func earlier(_ a: ContinuousClock.Instant?, _ b: ContinuousClock.Instant?) -> ContinuousClock.Instant? {
    guard let a else { return b }
    guard let b else { return a }
    return min(a, b)
}
