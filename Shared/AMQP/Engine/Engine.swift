import DequeModule
import Glibc
import Logging

/// The connection's thread: the thin shell around the state machines of the channels. Everything here is confined to
/// that thread, which creates it and runs it.
final class Engine {
    /// Whose request it is on the channel for declarations.
    enum DeclarationToken {
        case topology
        case exchange(String)
        case caller(PendingRequest)
    }

    static let declarationChannel: UInt16 = 1
    static let publishChannel: UInt16 = 2
    static let fetchChannel: UInt16 = 3
    static let firstConsumerChannel: UInt16 = 4

    let configuration: AMQPConfiguration
    let topology: AMQPTopology
    let logger: Logger
    let mailbox: Mailbox
    let status: ConnectionStatus
    let clock = ContinuousClock()

    /// Publishes that were not sent yet, the oldest first.
    var waiting: Deque<PendingPublish> = []
    /// Publishes to an exchange that was not seen on this connection; the broker is being asked about it.
    var unchecked: [String: [PendingPublish]] = [:]
    var knownExchanges: Set<String> = []
    var publisher = PublishChannel<PendingPublish>()
    /// When the next publish that was sent is overdue.
    var confirmDeadline: ContinuousClock.Instant?

    var declarations = RequestChannel<DeclarationToken>()
    var fetches = RequestChannel<PendingRequest>()
    var fetchLife: ChannelLife?
    var fetchSettlements = SettlementBatch()

    var consumers: [UInt16: Consumer] = [:]
    /// Channels with settlements to send.
    var unsettled: Set<UInt16> = []
    /// By channel: when the broker's answer is overdue.
    var replyDeadlines: [UInt16: ContinuousClock.Instant] = [:]

    /// Connected, and the topology is declared.
    var isReady = false
    var isBlocked = false
    /// Bytes that may be sent before asking the kernel for room again.
    var writeCredit = 0
    var wantsToWrite = false
    /// Set once the client is to stop: until when to wait for what is under way.
    var stopDeadline: ContinuousClock.Instant?
    var lastError: AMQPError?
    /// What no reconnecting heals.
    var fatalError: AMQPError?
    private var commands: [Command] = []

    init(
        configuration: AMQPConfiguration, topology: AMQPTopology, logger: Logger, mailbox: Mailbox,
        status: ConnectionStatus
    ) {
        self.configuration = configuration
        self.topology = topology
        self.logger = logger
        self.mailbox = mailbox
        self.status = status
    }

    /// Lives until it is told to stop, or an error comes that no reconnecting heals.
    func run() -> AMQPError? {
        var schedule = ReconnectSchedule(
            backoff: configuration.reconnect, endpointCount: configuration.endpoints.count)
        status.set(.connecting(lastError: nil))
        while stopDeadline == nil, fatalError == nil {
            let started = clock.now
            do throws(AMQPError) {
                try connectAndServe(configuration.endpoints[schedule.endpointIndex])
            } catch {
                lastError = error
                logger.warning(
                    "No connection to the broker", metadata: ["amqp.error": "\(error)", "amqp.will-retry": "true"])
                // One that broke soon after it came about is no success, or we would hammer a broker that is ill.
                if clock.now - started > .seconds(1), isReady { schedule.succeeded() }
                status.set(.connecting(lastError: error))
                disconnected(error)
                pause(schedule.failed(chance: .random(in: 0...1)))
            }
        }
        end()
        return fatalError
    }

    private func connectAndServe(_ endpoint: AMQPEndpoint) throws(AMQPError) {
        var connection = try CreatedConnection()
            .open(endpoint, tls: configuration.tls, timeout: configuration.connectTimeout)
            .login(configuration)
        logger.debug("Logged in", metadata: ["amqp.endpoint": "\(endpoint)"])
        try connected(&connection)
        try serve(&connection)
        // Stopped in good order. A broker that is short of memory would not read the goodbye.
        if !isBlocked, canWrite(connection, bytes: 0) { connection.close() }
    }

    /// Until the client is to stop and everything under way is done.
    private func serve(_ connection: inout OpenConnection) throws(AMQPError) {
        while true {
            let mayHaveMore = try receive(&connection)
            try takeCommands(&connection)
            wantsToWrite = false
            try publishWaiting(&connection)
            try flushSettlements(&connection)
            let now = clock.now
            try checkDeadlines(now)
            try retryConsumers(now, &connection)
            if fatalError != nil { return }
            if let stopDeadline, isDrained || now >= stopDeadline { return }
            if mayHaveMore || connection.hasBufferedInput { continue }
            wait(connection.descriptor, until: nextDeadline(now, heartbeat: connection.heartbeat))
        }
    }

    /// - Returns: whether it stopped before it had read everything, so that others get their turn.
    private func receive(_ connection: inout OpenConnection) throws(AMQPError) -> Bool {
        for _ in 0..<1_024 {
            guard let event = try connection.receive() else { return false }
            try handle(event, &connection)
        }
        return true
    }

    func takeCommands(_ connection: inout OpenConnection) throws(AMQPError) {
        mailbox.take(into: &commands)
        defer { commands.removeAll(keepingCapacity: true) }
        for command in commands { try perform(command, &connection) }
    }

    /// Waits before the next attempt, and goes on answering meanwhile.
    private func pause(_ duration: Duration) {
        let end = clock.now + duration
        while stopDeadline == nil {
            mailbox.take(into: &commands)
            for command in commands { performDisconnected(command) }
            commands.removeAll(keepingCapacity: true)
            let now = clock.now
            expireWaiting(now)
            guard now < end else { return }
            wait(-1, until: min(end, nextWaitingDeadline ?? end))
        }
    }

    /// Sleeps until there is something to read, a command, room to write if that is wanted, or `deadline`.
    private func wait(_ socket: Int32, until deadline: ContinuousClock.Instant) {
        guard mailbox.prepareToWait() else { return }
        let timeout = max(clock.now.duration(to: deadline), .zero).milliseconds
        // A negative descriptor is passed over by poll.
        var descriptors = [
            pollfd(fd: mailbox.wakeup.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: Int16(POLLIN) | (wantsToWrite ? Int16(POLLOUT) : 0), revents: 0),
        ]
        poll(&descriptors, 2, Int32(clamping: timeout))
        if descriptors[0].revents != 0 { mailbox.wakeup.clear() }
    }

    /// Whether the kernel has room, so that sending does not block. The credit saves asking for each small frame.
    func canWrite(_ connection: borrowing OpenConnection, bytes: Int) -> Bool {
        if writeCredit <= 0 {
            var descriptor = pollfd(fd: connection.descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&descriptor, 1, 0) == 1, descriptor.revents & Int16(POLLOUT) != 0 else {
                wantsToWrite = true
                return false
            }
            writeCredit = 8_192
        }
        writeCredit -= bytes
        return true
    }

    func send(
        _ method: BrokerMethod, on channel: UInt16, _ connection: inout OpenConnection
    ) throws(AMQPError) {
        if method.expectsReply { replyDeadlines[channel] = clock.now + configuration.replyTimeout }
        try connection.send(method, on: channel)
    }
}
