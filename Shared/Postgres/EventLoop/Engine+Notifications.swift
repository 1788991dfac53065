internal import Logging

/// What the event loop listens for, on a connection of its own.
struct ListenerState {
    var subscriptions: [ObjectIdentifier: NotificationSubscription] = [:]
    var connection: ConnectionID?
    /// The channels on which the server sends.
    var active: Set<String> = []
    /// The channels that will be active when the request under way is answered.
    var requested: Set<String>?
    var backoff = Backoff()
    var nextID = ConnectionID.firstListener

    var wanted: Set<String> { Set(subscriptions.values.map(\.channel)) }
}

extension Engine {
    func subscribe(_ subscription: NotificationSubscription) {
        guard closeBy == nil else { return subscription.finish() }
        listening.subscriptions[ObjectIdentifier(subscription)] = subscription
        if listening.active.contains(subscription.channel) { subscription.mayHaveMissed() }
        adjustChannels()
    }

    func unsubscribe(_ subscription: NotificationSubscription) {
        listening.subscriptions[ObjectIdentifier(subscription)] = nil
        subscription.finish()
        adjustChannels()
    }

    func notified(_ notification: PostgresNotification, on connection: Connection) {
        guard connection.id == listening.connection else { return }
        for subscription in listening.subscriptions.values where subscription.channel == notification.channel {
            subscription.deliver(notification)
        }
    }

    /// Makes the server send on the channels that are wanted, and on no other.
    private func adjustChannels() {
        let wanted = listening.wanted
        guard !wanted.isEmpty else { return dropListener() }
        guard let id = listening.connection, let connection = connections[id] else {
            if listening.backoff.allows(.now) { openListener() }
            return
        }
        // Busy connecting, or with the last change: comes here again afterwards.
        guard connection.life.isIdle, wanted != listening.active else { return }
        let changes =
            wanted.subtracting(listening.active).sorted().map { "LISTEN \(SQLIdentifier.quoted($0))" }
            + listening.active.subtracting(wanted).sorted().map { "UNLISTEN \(SQLIdentifier.quoted($0))" }
        listening.requested = wanted
        let statements = changes.map { sql in
            var statement = PostgresStatement(unsafeSQL: sql)
            statement.isCached = false
            return statement
        }
        let request = Request(lease: .listener, work: .statements(statements), reply: .eventLoop)
        settle(connection, connection.start(request, begins: false, now: .now))
    }

    private func openListener() {
        listening.nextID += 1
        let id = ConnectionID(rawValue: listening.nextID)
        listening.connection = id
        open(id)
    }

    func listenerReady() { adjustChannels() }

    func listenerFinished(_ outcome: Request.Outcome) {
        guard case .success = outcome, let requested = listening.requested else {
            // A lost connection reports itself; a refusal leaves it open.
            guard let id = listening.connection, let connection = connections[id], case .failure(let error) = outcome,
                !connection.life.isClosed
            else { return }
            return settle(connection, connection.close(error, permanent: false))
        }
        let fresh = requested.subtracting(listening.active)
        listening.active = requested
        listening.requested = nil
        listening.backoff.reset()
        for subscription in listening.subscriptions.values where fresh.contains(subscription.channel) {
            subscription.mayHaveMissed()
        }
        adjustChannels()
    }

    func listenerLost(_ error: PostgresError) {
        if !listening.backoff.isFailing {
            logger.warning("The connection that listens to PostgreSQL ended", metadata: ["error": "\(error)"])
        }
        listening.connection = nil
        listening.active = []
        listening.requested = nil
        listening.backoff.failed(now: .now, jitter: Double.random(in: 0...1, using: &random))
    }

    private func dropListener() {
        if let id = listening.connection { closeConnection(id) }
        listening.connection = nil
        listening.active = []
        listening.requested = nil
    }

    func endListening() {
        dropListener()
        for subscription in listening.subscriptions.values { subscription.finish() }
        listening.subscriptions.removeAll()
    }

    // MARK: Time

    var listenerDeadline: ContinuousClock.Instant? {
        listening.connection == nil && !listening.subscriptions.isEmpty ? listening.backoff.notBefore : nil
    }

    func tickListener(now: ContinuousClock.Instant) {
        if let deadline = listenerDeadline, deadline <= now { openListener() }
    }
}
