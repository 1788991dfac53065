/// The life of one consumer's channel on one connection. Pure.
struct ConsumerChannel {
    enum Action: Equatable {
        case send(BrokerMethod)
        /// The consumer is set up; deliveries follow.
        case began
        /// What was delivered and not settled is lost to us; the broker delivers it again.
        case endLife
        case retryLater
        /// Give the consumer up for good.
        case finish(AMQPError)
        /// The channel is closed, as was asked for: its number is free.
        case released

        static func == (left: Action, right: Action) -> Bool {
            switch (left, right) {
            case (.send(let one), .send(let other)): one == other
            case (.began, .began), (.endLife, .endLife), (.retryLater, .retryLater), (.released, .released): true
            case (.finish(let one), .finish(let other)): one.code == other.code
            default: false
            }
        }
    }

    private enum Phase {
        /// Nothing is open. Can become `opening`.
        case closed
        /// Can become `limiting`, `closing`.
        case opening
        /// Waits for the prefetch to be taken. Can become `subscribing`, `closing`, `closed`.
        case limiting
        /// Can become `active`, `closing`, `closed`.
        case subscribing
        /// Can become `closing`, `closed`.
        case active
        /// Waits for the broker to confirm. `andReopen`: to try the subscription again. Can become `closed`.
        case closing(andReopen: Bool)
    }

    private let queue: String
    private let prefetch: UInt16
    private let tag: String
    private var phase = Phase.closed
    /// Times in a row that the consumer ended without being asked to.
    private(set) var failures = 0

    init(queue: String, prefetch: UInt16, tag: String) {
        self.queue = queue
        self.prefetch = prefetch
        self.tag = tag
    }

    var isActive: Bool { if case .active = phase { true } else { false } }

    /// Sets the consumer up, after connecting or after a wait.
    mutating func open() -> [Action] {
        guard case .closed = phase else { return [] }
        phase = .opening
        return [.send(.openChannel)]
    }

    mutating func opened() -> [Action] {
        guard case .opening = phase else { return [] }
        phase = .limiting
        return [.send(.limitPrefetch(prefetch))]
    }

    mutating func prefetchLimited() -> [Action] {
        guard case .limiting = phase else { return [] }
        phase = .subscribing
        return [.send(.consume(queue: queue, tag: tag))]
    }

    mutating func consuming() -> [Action] {
        guard case .subscribing = phase else { return [] }
        phase = .active
        failures = 0
        return [.began]
    }

    /// The broker ended the consumer: the queue was deleted, or its node went away. Trying again shows which it was.
    mutating func cancelledByBroker() -> [Action] {
        switch phase {
        case .subscribing, .active:
            failures += 1
            phase = .closing(andReopen: true)
            return [.endLife, .send(.closeChannel)]
        default: return []
        }
    }

    /// - Parameter error: why, in the broker's words.
    mutating func closedByBroker(_ error: AMQPError) -> [Action] {
        let before = phase
        phase = .closed
        var actions: [Action] = [.send(.confirmCloseOfChannel), .endLife]
        switch before {
        case .closing(andReopen: false): actions.append(.released)
        case .closing(andReopen: true): actions.append(.retryLater)
        case .closed, .opening, .limiting, .subscribing, .active:
            failures += 1
            actions.append(Self.isFinal(error, wasActive: isActive(before)) ? .finish(error) : .retryLater)
        }
        return actions
    }

    /// Ends the consumer because nobody wants it any more.
    mutating func close() -> [Action] {
        switch phase {
        case .closed: return [.released]
        case .closing(andReopen: true):
            phase = .closing(andReopen: false)
            return []
        case .closing(andReopen: false): return []
        case .opening, .limiting, .subscribing, .active:
            phase = .closing(andReopen: false)
            return [.endLife, .send(.closeChannel)]
        }
    }

    mutating func closeConfirmed() -> [Action] {
        guard case .closing(let reopen) = phase else { return [] }
        phase = .closed
        return [reopen ? .retryLater : .released]
    }

    mutating func disconnected() -> [Action] {
        let before = phase
        phase = .closed
        failures = 0
        if case .closing(andReopen: false) = before { return [.endLife, .released] }
        return [.endLife]
    }

    /// Whether trying again is pointless. A queue that is missing stays missing, unless the broker says that it is only
    /// the queue's node that is away. A consumer that held a message too long (406) may come back.
    private static func isFinal(_ error: AMQPError, wasActive: Bool) -> Bool {
        switch error.code {
        case .notFound: !(error.message.contains("is down") || error.message.contains("stopped"))
        case .accessRefused, .protocolViolation: true
        case .preconditionFailed: !wasActive
        default: false
        }
    }

    private func isActive(_ phase: Phase) -> Bool { if case .active = phase { true } else { false } }
}
