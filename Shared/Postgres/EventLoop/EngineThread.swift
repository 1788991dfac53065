internal import Logging
internal import Synchronization

/// Starts the event loop's thread when it is first needed, and takes messages to it.
final class EngineThread: Sendable {
    private enum State {
        case idle
        case running(Mailbox<EngineMessage>)
        /// The system refused a descriptor or a thread.
        case failed
    }

    private let configuration: PostgresConfiguration
    private let logger: Logger
    private let state = Mutex(State.idle)

    init(configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    deinit {
        // A client that nobody holds any more has no callers either.
        state.withLock { state in
            if case .running(let mailbox) = state { _ = mailbox.post(.close(grace: .zero)) }
        }
    }

    /// False if the event loop has ended, or can't be started.
    func post(_ message: EngineMessage) -> Bool {
        let mailbox = state.withLock { state in
            if case .idle = state { state = start() }
            return if case .running(let mailbox) = state { mailbox } else { nil as Mailbox<EngineMessage>? }
        }
        return mailbox?.post(message) ?? false
    }

    private func start() -> State {
        guard let mailbox = try? Mailbox<EngineMessage>() else { return .failed }
        let (configuration, logger) = (configuration, logger)
        let isStarted = PosixThread.start(name: "postgres") {
            do throws(Poller.SetUpFailure) {
                let engine = try Engine(configuration: configuration, logger: logger, mailbox: mailbox)
                engine.run()
            } catch {
                logger.error("The event loop of PostgreSQL can't be started", metadata: ["errno": "\(error.code)"])
                for message in mailbox.close() {
                    if case .execute(let request) = message { request.finish(.failure(.clientClosed)) }
                    if case .attend(let continuation) = message { continuation.resume() }
                    if case .subscribe(let subscription) = message { subscription.finish() }
                }
            }
        }
        return isStarted ? .running(mailbox) : .failed
    }
}
