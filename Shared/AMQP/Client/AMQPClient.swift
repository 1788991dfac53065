public import Logging

/// A client of an AMQP 0-9-1 broker (RabbitMQ): one connection, kept up by one thread of its own.
///
/// `run()` is its lifetime. While it runs, the client connects to one of the configured brokers, declares the topology,
/// and does so again whenever the connection breaks. Calls may come at any time and wait for a connection.
///
/// Publishing, declaring and each consumer have channels of their own, so that a failure of one does not touch the
/// others. They share the connection, though, and a broker that is short of memory stops reading from a connection that
/// publishes: where acknowledgements must flow even then, use one client for publishing and one for consuming.
public final class AMQPClient: Sendable {
    public let configuration: AMQPConfiguration
    let topology: AMQPTopology
    let logger: Logger
    let mailbox = Mailbox()
    private let status = ConnectionStatus()
    private let gate = StartGate()

    public init(configuration: AMQPConfiguration, topology: AMQPTopology = AMQPTopology(), logger: Logger) {
        self.configuration = configuration
        self.topology = topology
        self.logger = logger
    }

    /// Where the client stands with the broker now.
    public var state: AMQPConnectionState { status.current }

    /// Connected, the topology declared. Also true while the broker is short of memory and takes no messages.
    public var isConnected: Bool {
        switch status.current {
        case .connected, .blocked: true
        case .idle, .connecting, .stopped: false
        }
    }

    /// Runs the client until the task is cancelled; then ends the consumers, waits for confirms of what was sent (for
    /// `drainTimeout` at most), closes the connection in good order, and returns.
    ///
    /// - Throws: `invalidMessage` or `invalidConfiguration` for a topology or configuration that can't be used,
    ///   `preconditionFailed` or `accessRefused` when the broker refuses the topology, `stopped` when called twice.
    ///   Anything else is retried.
    public func run() async throws {
        try configuration.validate()
        try topology.validate(headerLimit: Self.headerLimit)
        guard gate.open() else { throw AMQPError(.stopped, "run() may be called once") }
        let engine: @Sendable () -> Engine = { [configuration, topology, logger, mailbox, status] in
            Engine(configuration: configuration, topology: topology, logger: logger, mailbox: mailbox, status: status)
        }
        let failure: AMQPError? = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                do throws(AMQPError) {
                    try ConnectionThread.start(name: configuration.connectionName) {
                        continuation.resume(returning: engine().run())
                    }
                } catch {
                    _ = mailbox.close()
                    status.set(.stopped)
                    continuation.resume(returning: error)
                }
            }
        } onCancel: {
            mailbox.post(.stop)
        }
        if let failure { throw failure }
    }

    /// What properties, or the arguments of a declaration, may take: a frame, with room for what else is in it.
    static let headerLimit = 131_072 - 2_048

    func waitForStart() async throws(AMQPError) {
        guard await gate.pass(within: configuration.publishTimeout) else {
            throw AMQPError(.notConnected, "the client's run() was not called")
        }
    }
}
