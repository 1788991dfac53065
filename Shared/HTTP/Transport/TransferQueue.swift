import Synchronization

/// The way from callers on any thread to the one thread that runs the transfers.
final class TransferQueue: Sendable {
    enum Command {
        case start(UInt64, PreparedRequest, TransferContinuation)
        case cancel(UInt64)
        /// Start nothing more, and give what is under way this long to finish.
        case stop(grace: Duration)
    }

    private struct State {
        var commands: [Command] = []
        /// Whether the thread waits, or is about to, and must be woken for a command.
        var isWaiting = false
        var isClosed = false
        var lastID: UInt64 = 0
        var closeWaiters: [CheckedContinuation<Void, Never>] = []
    }

    /// Ends the thread's wait. It lives as long as the queue, which both sides hold.
    let wakePipe: WakePipe
    private let state = Mutex(State())

    /// - Throws: ``HTTPClientError`` with the code `internalFailure` if the process has no descriptors left.
    init() throws(HTTPClientError) {
        guard let wakePipe = WakePipe() else {
            throw HTTPClientError(
                code: .internalFailure, message: "the process has no descriptors left", mayHaveBeenCarriedOut: false)
        }
        self.wakePipe = wakePipe
    }

    // MARK: - Any thread

    /// A name for a transfer that no other transfer of this queue has.
    func makeID() -> UInt64 {
        state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    /// Hands a command over. Returns `false` if the thread has ended and nobody will read it.
    func submit(_ command: Command) -> Bool {
        let (isTaken, mustWake) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.commands.append(command)
            defer { state.isWaiting = false }
            return (true, state.isWaiting)
        }
        if mustWake { wakePipe.wake() }
        return isTaken
    }

    /// Returns once the thread has let go of everything.
    func waitUntilClosed() async {
        await withCheckedContinuation { continuation in
            let isClosed = state.withLock { state in
                if !state.isClosed { state.closeWaiters.append(continuation) }
                return state.isClosed
            }
            if isClosed { continuation.resume() }
        }
    }

    // MARK: - The transfer thread

    /// Exchanges an empty array for what has come since the last call.
    func take(_ commands: inout [Command]) {
        state.withLock { swap(&$0.commands, &commands) }
    }

    /// Announces that the thread is about to wait. Returns `false` if it must not, because there is a command already.
    func prepareToWait() -> Bool {
        state.withLock { state in
            state.isWaiting = state.commands.isEmpty
            return state.isWaiting
        }
    }

    func endWait() {
        state.withLock { $0.isWaiting = false }
    }

    /// Refuses further commands, and returns those that were left.
    func close() -> [Command] {
        state.withLock { state in
            state.isClosed = true
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// Lets go of those who wait for the end.
    func announceClosed() {
        let waiters = state.withLock { state in
            defer { state.closeWaiters = [] }
            return state.closeWaiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
