internal import CPostgreSQL

/// One connection: libpq's handle, and what is under way on it. Belongs to the engine, and is used under its lock.
///
/// Methods return what the event loop has to do about it.
final class Connection {
    enum Event {
        /// New, and ready for its first request.
        case ready
        /// A request is done with. The connection is idle if it was not lost.
        case finished(Request, Request.Outcome)
        case notified(PostgresNotification)
        /// The server is to be asked to end what it does.
        case sendCancel(CancelHandle)
        /// The connection is gone. Whoever holds it has to know why.
        case lost(PostgresError, permanent: Bool)
    }

    struct Options {
        var role: String?
        var connectTimeout: Duration
        var statementTimeout: Duration
        var responseGrace: Duration
    }

    let id: ConnectionID
    let options: Options
    var life = ConnectionLife()
    var handle: ConnectionHandle?
    var current: Exchange?
    var cache = StatementCache()
    /// Whether the server is to forget all cached statements before the next request.
    var dropsStatements = false
    /// When to give up on what is under way.
    var deadline: ContinuousClock.Instant?
    var wantsToWrite = false
    /// What the poller watches for.
    var watched: Interest?
    /// While connecting, libpq says what it waits for.
    var wantsToRead = true

    init(id: ConnectionID, options: Options, now: ContinuousClock.Instant) {
        self.id = id
        self.options = options
        self.deadline = now + options.connectTimeout
    }

    /// The request under way, and what has been answered of it.
    struct Exchange {
        var request: Request
        var reply: PipelineReply
        var isScript = false
        var results: [ResultHandle] = []
        var failure: PostgresError?
        var hasRepeated = false
        var startedAt: ContinuousClock.Instant
    }

    struct Interest: Equatable {
        var reading: Bool
        var writing: Bool
    }

    var interest: Interest { Interest(reading: wantsToRead, writing: wantsToWrite) }
    var socket: Int32? { handle.map(\.socket) }
    var isReusable: Bool { life.isIdle && handle.map { !$0.isInTransaction } ?? false }

    // MARK: Connecting

    func connect(_ parameters: ConnectionParameters) -> [Event] {
        guard life.resolved() else { return [] }
        do throws(PostgresError) {
            let handle = try ConnectionHandle(parameters)
            self.handle = handle
            if handle.isBroken { return connectFailed(handle.errorMessage) }
        } catch {
            return close(error, permanent: true)
        }
        wantsToRead = false
        wantsToWrite = true
        return []
    }

    func pollConnect() -> [Event] {
        guard let handle else { return [] }
        switch handle.poll() {
        case PGRES_POLLING_READING:
            (wantsToRead, wantsToWrite) = (true, false)
            return []
        case PGRES_POLLING_WRITING:
            (wantsToRead, wantsToWrite) = (false, true)
            return []
        case PGRES_POLLING_OK:
            (wantsToRead, wantsToWrite) = (true, false)
            return connected(handle)
        default:
            return connectFailed(handle.errorMessage)
        }
    }

    private func connected(_ handle: ConnectionHandle) -> [Event] {
        guard handle.enterPipelineMode() else { return connectFailed(handle.errorMessage) }
        life.connected(needsSetUp: options.role != nil)
        guard let role = options.role else {
            deadline = nil
            return [.ready]
        }
        var statement: PostgresStatement = "SET ROLE \(identifier: role)"
        statement.isCached = false
        return send(
            Request(lease: .setUp, work: .statements([statement]), reply: .eventLoop), begins: false,
            now: .now)
    }

    func connectFailed(_ text: String) -> [Event] {
        let failure = ConnectFailure(text)
        return close(failure.error, permanent: failure.isPermanent)
    }

    // MARK: The socket

    func socketReady() -> [Event] {
        if life.state == .connecting { return pollConnect() }
        guard let handle, life.isEstablished else { return [] }
        let isAlive = handle.consumeInput()
        var events = readAnswers(handle, isAlive: isAlive)
        while let notification = handle.nextNotification() { events.append(.notified(notification)) }
        if life.isClosed { return events }
        if !isAlive || handle.isBroken { return events + lose(handle.errorMessage) }
        return events + flush()
    }

    func flush() -> [Event] {
        guard let handle else { return [] }
        switch handle.flush() {
        case .done: wantsToWrite = false
        case .blocked: wantsToWrite = true
        case .broken:
            // What the server said before it hung up may still be readable.
            let isAlive = handle.consumeInput()
            let events = readAnswers(handle, isAlive: isAlive)
            return life.isClosed ? events : events + lose(handle.errorMessage)
        }
        return []
    }

    // MARK: Time

    func tick(now: ContinuousClock.Instant) -> [Event] {
        guard let deadline, deadline <= now else { return [] }
        switch life.state {
        case .resolving, .connecting, .settingUp:
            return close(
                PostgresError(.connectFailed, "no connection after \(options.connectTimeout)"), permanent: false)
        case .running:
            let cancel = handle.flatMap { CancelHandle($0) }.map { [Event.sendCancel($0)] } ?? []
            return cancel + close(PostgresError(.timeout, "the server does not answer"), permanent: false)
        case .cancelling:
            return close(
                PostgresError(.cancelled, "the server did not confirm the cancellation in time"), permanent: false)
        case .idle, .closed:
            self.deadline = nil
            return []
        }
    }

    // MARK: Cancelling

    /// Asks the server to end the request under way, which then is answered with an error.
    func cancel(now: ContinuousClock.Instant) -> [Event] {
        guard let handle, life.cancel() else { return [] }
        deadline = now + options.responseGrace
        guard let cancel = CancelHandle(handle) else { return cancellationDelivered() }
        return [.sendCancel(cancel)]
    }

    func cancellationDelivered() -> [Event] {
        guard life.cancellationDelivered() == .ready else { return [] }
        return finish()
    }
}
