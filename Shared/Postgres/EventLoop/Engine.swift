internal import Logging

/// The event loop of a client. Made and used on its own thread only: nothing else holds a reference to it, and so to any
/// connection.
final class Engine {
    let configuration: PostgresConfiguration
    let parameters: ConnectionParameters
    let logger: Logger
    let mailbox: Mailbox<EngineMessage>
    let blocking = BlockingWork(threads: 4)
    var poller: Poller
    var pool: PoolStateMachine
    var connections: [ConnectionID: Connection] = [:]
    var leases: [LeaseID: Lease] = [:]
    var listening = ListenerState()
    var attendants: [CheckedContinuation<Void, Never>] = []
    /// Set once the client is closing: when to end what is still under way.
    var closeBy: ContinuousClock.Instant?
    var random = SystemRandomNumberGenerator()

    init(
        configuration: PostgresConfiguration, logger: Logger, mailbox: Mailbox<EngineMessage>
    ) throws(Poller.SetUpFailure) {
        self.configuration = configuration
        self.parameters = ConnectionParameters(configuration)
        self.logger = logger
        self.mailbox = mailbox
        poller = try Poller(wake: mailbox.wakeUp)
        pool = PoolStateMachine(limits: .init(configuration))
    }

    /// Serves until the client is closed.
    func run() {
        var events: [Poller.Event] = []
        while !isDone {
            let messages = mailbox.takeBeforeSleep()
            if messages.isEmpty {
                poller.wait(nextDeadline.map { $0 - .now }, into: &events)
                for event in events { handle(event) }
                handle(mailbox.takeAfterSleep())
            } else {
                handle(messages)
                // Sockets get their turn also while messages keep coming.
                poller.wait(.zero, into: &events)
                for event in events { handle(event) }
            }
            tick(now: .now)
        }
        end()
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

    private func handle(_ event: Poller.Event) {
        if event.key == Poller.wakeKey { return mailbox.wakeUp.clear() }
        guard let connection = connections[ConnectionID(rawValue: event.key)] else { return }
        settle(connection, connection.socketReady())
    }

    // MARK: Time

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
