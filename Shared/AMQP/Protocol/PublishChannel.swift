/// The life of the channel that messages are published on. Pure.
struct PublishChannel<Token> {
    enum Action: Equatable {
        case send(BrokerMethod)
    }

    private enum Phase {
        /// Can become `opening`.
        case closed
        /// Can become `selecting`, `closed`.
        case opening
        /// Waits for the broker to switch confirms on. Can become `ready`, `closed`.
        case selecting
        /// Can become `closed`.
        case ready
    }

    private var phase = Phase.closed
    var confirms = ConfirmTracker<Token>()

    /// Messages may be sent.
    var isReady: Bool { if case .ready = phase { true } else { false } }

    mutating func open() -> [Action] {
        guard case .closed = phase else { return [] }
        phase = .opening
        return [.send(.openChannel)]
    }

    mutating func opened() -> [Action] {
        guard case .opening = phase else { return [] }
        phase = .selecting
        return [.send(.selectConfirms)]
    }

    mutating func confirmsSelected() {
        guard case .selecting = phase else { return }
        phase = .ready
    }

    /// Call `confirms.abandon` too: the numbers start again with the next channel.
    mutating func closedByBroker() -> [Action] {
        phase = .closed
        return [.send(.confirmCloseOfChannel)] + open()
    }

    mutating func disconnected() { phase = .closed }
}
