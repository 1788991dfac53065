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

    /// Takes all messages after a sleep.
    func takeAfterSleep() -> [Message] {
        state.withLock { state in
            state.readerIsAwake = true
            defer { state.messages = [] }
            return state.messages
        }
    }
}
