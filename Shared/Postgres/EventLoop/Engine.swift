internal import Logging

/// What an event loop knows and does. Used by one thread at a time: ``EngineLock`` has the only reference to it, and so to
/// any connection.
///
/// Answers to callers are only noted here, and delivered once the lock is free again.
final class Engine {
    let configuration: PostgresConfiguration
    let parameters: ConnectionParameters
    let logger: Logger
    let mailbox: Mailbox<EngineMessage>
    let poller: Poller
    let blocking = BlockingWork(threads: 4)
    var pool: PoolStateMachine
    var connections: [ConnectionID: Connection] = [:]
    var leases: [LeaseID: Lease] = [:]
    var listening = ListenerState()
    var attendants: [CheckedContinuation<Void, Never>] = []
    var answers: [Request.Answer] = []
    /// The connections to begin to make. The thread does that: it may read files.
    var openings: [ConnectionID] = []
    var alarm = Alarm()
    /// Set once the client is closing: when to end what is still under way.
    var closeBy: ContinuousClock.Instant?
    private var hasEnded = false
    var random = SystemRandomNumberGenerator()

    init(configuration: PostgresConfiguration, logger: Logger, mailbox: Mailbox<EngineMessage>, poller: Poller) {
        self.configuration = configuration
        self.parameters = ConnectionParameters(configuration)
        self.logger = logger
        self.mailbox = mailbox
        self.poller = poller
        pool = PoolStateMachine(limits: .init(configuration))
    }

    // MARK: On a caller's thread

    /// What a caller has to do after it has used the engine.
    struct Visit {
        var answers: [Request.Answer]
        /// Whether something has come up that the thread has to do.
        var needsThread: Bool
    }

    /// Whether so little is under way that the thread is likely to sleep on. With more it is up soon anyway, and sends what
    /// has gathered without a contest for the lock.
    var takesVisits: Bool { leases.count < Self.quiet }

    private static let quiet = 4

    /// Takes a request on the caller's own thread. Nil if the event loop has ended.
    func visit(_ request: Request) -> Visit? {
        if hasEnded { return nil }
        execute(request)
        alarm.set(pool.nextDeadline)
        let isThreadNeeded = alarm.takeIsEarlier() || !openings.isEmpty || pool.isShort || closeBy != nil
        if answers.isEmpty { return Visit(answers: [], needsThread: isThreadNeeded) }
        defer { answers = [] }
        return Visit(answers: answers, needsThread: isThreadNeeded)
    }

    // MARK: On the thread of the event loop

    /// What the thread does next.
    enum Turn: Equatable {
        /// Waits for sockets, until then at most.
        case sleep(until: ContinuousClock.Instant?)
        /// Looks at the sockets: they get their turn also while messages keep coming.
        case poll
        case end
    }

    func handle(_ event: Poller.Event, answers: inout [Request.Answer]) {
        defer { swap(&answers, &self.answers) }
        handle(event)
    }

    /// Reads the mailbox, and does what is due.
    func turn(_ event: Poller.Event?, answers: inout [Request.Answer]) -> Turn {
        defer { swap(&answers, &self.answers) }
        if let event { handle(event) }
        handle(mailbox.take())
        keepUp()
        let more = mailbox.takeBeforeSleep()
        if !more.isEmpty {
            handle(more)
            keepUp()
        }
        if isDone {
            hasEnded = true
            end()
            return .end
        }
        _ = alarm.takeIsEarlier()
        return more.isEmpty ? .sleep(until: alarm.time) : .poll
    }

    private func handle(_ event: Poller.Event) {
        if event.key == Poller.wakeKey { return mailbox.wakeUp.clear() }
        guard let connection = connections[ConnectionID(rawValue: event.key)] else { return }
        settle(connection, connection.socketReady())
    }

    private func handle(_ messages: [EngineMessage]) {
        for message in messages {
            switch message {
            case .execute(let request): execute(request)
            case .cancel(let lease, let token): cancel(lease, token)
            case .resolved(let id, let result): resolved(id, result)
            case .cancellationDelivered(let id):
                if let connection = connections[id] { settle(connection, connection.cancellationDelivered()) }
            case .subscribe(let subscription): subscribe(subscription)
            case .unsubscribe(let subscription): unsubscribe(subscription)
            case .attend(let continuation): attendants.append(continuation)
            case .close(let grace): close(grace: grace)
            }
        }
    }

    // MARK: Time

    /// Opens the connections that are wanted, and does what has become due.
    private func keepUp() {
        let now = ContinuousClock.now
        if pool.isShort { openings += pool.openings(now: now) }
        if !openings.isEmpty {
            for id in openings { open(id) }
            openings.removeAll()
        }
        alarm.set(earlier(pool.nextDeadline, earlier(closeBy, listenerDeadline)))
        guard alarm.ring(now: now) else { return }
        tick(now: now)
        alarm.set(nextDeadline)
    }

    private func tick(now: ContinuousClock.Instant) {
        for connection in connections.values where connection.deadline.map({ $0 <= now }) ?? false {
            settle(connection, connection.tick(now: now))
        }
        let upkeep = pool.tick(now: now)
        for lease in upkeep.expired { fail(lease, waitingFailure()) }
        for id in upkeep.close { closeConnection(id) }
        for id in upkeep.open { open(id) }
        tickListener(now: now)
    }

    private var nextDeadline: ContinuousClock.Instant? {
        var next = earlier(pool.nextDeadline, earlier(closeBy, listenerDeadline))
        for connection in connections.values { next = earlier(next, connection.deadline) }
        return next
    }
}
