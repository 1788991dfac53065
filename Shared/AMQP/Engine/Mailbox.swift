import Synchronization

/// What tasks want of the connection's thread.
enum Command: Sendable {
    case publish(PendingPublish)
    case request(PendingRequest)
    case subscribe(Subscription)
    case unsubscribe(PendingUnsubscribe)
    case settle(ChannelLife, tag: UInt64, outcome: SettlementOutcome)
    case stop
}

/// The way from tasks to the connection's thread. Many commands cost one wake-up.
final class Mailbox: Sendable {
    private struct State {
        var commands: [Command] = []
        var isClosed = false
        /// The thread sleeps, or is about to: it must be woken.
        var isWaiting = false
    }

    let wakeup = EventDescriptor()
    private let state = Mutex(State())

    /// - Returns: `false` when the thread has ended: nobody will look at the command.
    @discardableResult
    func post(_ command: Command) -> Bool {
        let (accepted, wakes) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.commands.append(command)
            defer { state.isWaiting = false }
            return (true, state.isWaiting)
        }
        if wakes { wakeup.signal() }
        return accepted
    }

    /// Moves everything that was posted into `commands`, which must be empty, and whose memory is used again.
    func take(into commands: inout [Command]) {
        state.withLock { swap(&$0.commands, &commands) }
    }

    /// Call it before sleeping.
    ///
    /// - Returns: `false` when something was posted meanwhile: then don't sleep.
    func prepareToWait() -> Bool {
        state.withLock { state in
            state.isWaiting = state.commands.isEmpty
            return state.isWaiting
        }
    }

    /// - Returns: what nobody has looked at.
    func close() -> [Command] {
        state.withLock { state in
            state.isClosed = true
            defer { state.commands = [] }
            return state.commands
        }
    }
}
