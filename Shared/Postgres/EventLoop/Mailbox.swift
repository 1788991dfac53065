internal import Synchronization

/// Brings messages from any thread to the one that reads them.
final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        /// Whether the reader will look into the box before it sleeps.
        var readerIsAwake = true
        var isClosed = false
    }

    private let state = Mutex(State())
    let wakeUp: WakeUp

    init() throws(Poller.SetUpFailure) { wakeUp = try WakeUp() }

    /// False if nobody reads any more.
    func post(_ message: Message) -> Bool {
        let (isTaken, wakes) = state.withLock { state in
            if state.isClosed { return (false, false) }
            state.messages.append(message)
            defer { state.readerIsAwake = true }
            return (true, !state.readerIsAwake)
        }
        if wakes { wakeUp.signal() }
        return isTaken
    }

    /// Takes no more messages, and hands over those that were not read.
    func close() -> [Message] {
        state.withLock { state in
            state.isClosed = true
            defer { state.messages = [] }
            return state.messages
        }
    }

    /// Takes all messages. If there is none the reader may sleep: the next message will wake it.
    func takeBeforeSleep() -> [Message] {
        state.withLock { state in
            if state.messages.isEmpty {
                state.readerIsAwake = false
                return []
            }
            defer { state.messages = [] }
            return state.messages
        }
    }

    /// From here on the reader need not be woken: it will look into the box before it sleeps again.
    func readerIsUp() { state.withLock { $0.readerIsAwake = true } }

    /// Takes all messages while the reader is awake.
    func take() -> [Message] {
        state.withLock { state in
            defer { state.messages = [] }
            return state.messages
        }
    }

    /// Whether the reader sleeps, or is about to, and no message waits for it: a message would have woken it.
    var isUnattended: Bool { state.withLock { !$0.readerIsAwake && !$0.isClosed } }
}
