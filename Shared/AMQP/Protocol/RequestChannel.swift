import DequeModule

/// A channel for requests, each a few methods that the broker answers one by one. Pure.
///
/// One request is under way at a time. What the broker refuses closes the channel, which fails that request alone: the
/// channel is opened again for the next one.
struct RequestChannel<Token> {
    enum Action {
        case send(BrokerMethod)
        case succeed(Token, BrokerReply)
        case fail(Token, AMQPError)
        /// The deliveries of this channel can't be settled any more.
        case endLife
        case beginLife
    }

    private enum Phase {
        /// No channel, and none is needed. Can become `opening`.
        case closed
        /// Can become `ready`, or `closed` when the connection breaks.
        case opening
        /// Can become `busy`, or `closed`.
        case ready
        /// Waits for the answer to the first of `rest`. Can become `ready`, `opening` or `closed`.
        case busy(Token, rest: ArraySlice<BrokerMethod>)
    }

    private var phase = Phase.closed
    private var waiting: Deque<(token: Token, methods: [BrokerMethod])> = []
    private var isConnected = false

    /// Nothing waits and nothing is under way.
    var isIdle: Bool {
        if case .busy = phase { return false }
        return waiting.isEmpty
    }

    var oldestWaiting: Token? { waiting.first?.token }

    mutating func connected() -> [Action] {
        isConnected = true
        phase = .closed
        return advance()
    }

    /// What waits goes on waiting; what was under way fails.
    mutating func disconnected(_ error: AMQPError) -> [Action] {
        isConnected = false
        defer { phase = .closed }
        switch phase {
        case .closed, .opening: return []
        case .ready: return [.endLife]
        case .busy(let token, _): return [.endLife, .fail(token, error)]
        }
    }

    /// - Parameter first: ahead of everything that waits.
    mutating func request(_ token: Token, _ methods: [BrokerMethod], first: Bool = false) -> [Action] {
        if first {
            waiting.prepend((token, methods))
        } else {
            waiting.append((token, methods))
        }
        return advance()
    }

    /// Takes out requests that nobody needs any more.
    mutating func removeWaiting(where isObsolete: (Token) -> Bool) { waiting.removeAll { isObsolete($0.token) } }

    /// Takes out the request that has waited longest.
    mutating func removeOldestWaiting() -> Token? { waiting.popFirst()?.token }

    mutating func opened() -> [Action] {
        guard case .opening = phase else { return [] }
        phase = .ready
        return [.beginLife] + advance()
    }

    mutating func replied(_ reply: BrokerReply) -> [Action] {
        guard case .busy(let token, let rest) = phase else { return [] }
        let remaining = rest.dropFirst()
        if let next = remaining.first {
            phase = .busy(token, rest: remaining)
            return [.send(next)]
        }
        phase = .ready
        return [.succeed(token, reply)] + advance()
    }

    mutating func closedByBroker(_ error: AMQPError) -> [Action] {
        var actions: [Action] = [.send(.confirmCloseOfChannel), .endLife]
        if case .busy(let token, _) = phase { actions.append(.fail(token, error)) }
        phase = .closed
        return actions + advance()
    }

    private mutating func advance() -> [Action] {
        guard isConnected else { return [] }
        switch phase {
        case .opening, .busy: return []
        case .closed:
            guard !waiting.isEmpty else { return [] }
            phase = .opening
            return [.send(.openChannel)]
        case .ready:
            var actions: [Action] = []
            while let (token, methods) = waiting.popFirst() {
                if let method = methods.first {
                    phase = .busy(token, rest: methods[...])
                    return actions + [.send(method)]
                }
                actions.append(.succeed(token, .done))
            }
            return actions
        }
    }
}
