internal import Logging
internal import Synchronization

/// Starts the event loop's thread when it is first needed, and takes messages to it.
final class EngineThread: Sendable {
    private enum State {
        case idle
        case running(EventLoop)
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
            if case .running(let loop) = state { _ = loop.post(.close(grace: .zero)) }
        }
    }

    /// False if the event loop has ended, or can't be started.
    func post(_ message: EngineMessage) -> Bool { loop?.post(message) ?? false }

    /// The same for a request, which may be sent to the server before this returns.
    func execute(_ request: Request) -> Bool { loop?.execute(request) ?? false }

    private var loop: EventLoop? {
        state.withLock { state in
            if case .idle = state { state = start() }
            return if case .running(let loop) = state { loop } else { nil }
        }
    }

    private func start() -> State {
        do throws(Poller.SetUpFailure) {
            let loop = try EventLoop(configuration: configuration, logger: logger)
            return PosixThread.start(name: "postgres") { loop.run() } ? .running(loop) : .failed
        } catch {
            logger.error("The event loop of PostgreSQL can't be started", metadata: ["errno": "\(error.code)"])
            return .failed
        }
    }
}
