internal import Synchronization

/// Hands notifications of one channel from the event loop to the task that reads them.
final class NotificationSubscription: Sendable {
    private struct State {
        var buffer = NotificationBuffer()
        var reader: Reader?
        var isFinished = false
    }

    let channel: String
    private let state = Mutex(State())

    init(channel: String) { self.channel = channel }

    func deliver(_ notification: PostgresNotification) { change { $0.append(notification) } }
    func mayHaveMissed() { change { $0.mayHaveMissed() } }

    func finish() {
        let reader = state.withLock { state in
            state.isFinished = true
            return state.reader.take()
        }
        reader?.resume(returning: nil)
    }

    private func change(_ body: (inout NotificationBuffer) -> Void) {
        let (reader, event) = state.withLock { state -> (Reader?, PostgresNotificationEvent?) in
            body(&state.buffer)
            guard state.reader != nil, let event = state.buffer.popFirst() else { return (nil, nil) }
            return (state.reader.take(), event)
        }
        reader?.resume(returning: event)
    }

    /// The next event; nil once the subscription or the task has ended. For one reader at a time.
    func next() async -> PostgresNotificationEvent? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (answered, event) = state.withLock { state -> (Reader?, PostgresNotificationEvent?) in
                    if let event = state.buffer.popFirst() { return (continuation, event) }
                    if state.isFinished || Task.isCancelled { return (continuation, nil) }
                    // A second reader takes the first one's place, which then ends.
                    defer { state.reader = continuation }
                    return (state.reader, nil)
                }
                answered?.resume(returning: event)
            }
        } onCancel: {
            state.withLock { $0.reader.take() }?.resume(returning: nil)
        }
    }

    private typealias Reader = CheckedContinuation<PostgresNotificationEvent?, Never>
}
