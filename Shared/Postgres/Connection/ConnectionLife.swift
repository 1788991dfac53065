/// The life of one connection. Pure.
struct ConnectionLife {
    enum State: Equatable {
        /// Its hosts' names are being looked up. Can transition to connecting or closed.
        case resolving
        /// libpq is talking to the server. Can transition to settingUp, idle or closed.
        case connecting
        /// Session settings are being made. Can transition to idle or closed.
        case settingUp
        /// Nothing is under way. Can transition to running or closed.
        case idle
        /// A request is under way. Can transition to idle, cancelling or closed.
        case running
        /// A cancellation was sent. Can transition to idle, once the request is answered and the cancellation is delivered
        /// (a late one would hit the next request), or to closed.
        case cancelling(answered: Bool, delivered: Bool)
        case closed
    }

    private(set) var state = State.resolving

    var isIdle: Bool { state == .idle }
    var isClosed: Bool { state == .closed }
    /// Whether the server takes requests.
    var isEstablished: Bool {
        switch state {
        case .settingUp, .idle, .running, .cancelling: true
        case .resolving, .connecting, .closed: false
        }
    }

    mutating func resolved() -> Bool {
        guard state == .resolving else { return false }
        state = .connecting
        return true
    }

    mutating func connected(needsSetUp: Bool) {
        guard state == .connecting else { return }
        state = needsSetUp ? .settingUp : .idle
    }

    mutating func started() -> Bool {
        guard state == .idle else { return false }
        state = .running
        return true
    }

    /// Whether to send a cancellation.
    mutating func cancel() -> Bool {
        guard state == .running else { return false }
        state = .cancelling(answered: false, delivered: false)
        return true
    }

    enum Progress: Equatable {
        case ready
        case wait
    }

    /// The request under way was answered completely.
    mutating func answered() -> Progress {
        switch state {
        case .cancelling(_, delivered: false):
            state = .cancelling(answered: true, delivered: false)
            return .wait
        case .settingUp, .running, .cancelling:
            state = .idle
            return .ready
        case .resolving, .connecting, .idle, .closed:
            return .wait
        }
    }

    /// The cancellation reached the server, or could not be sent.
    mutating func cancellationDelivered() -> Progress {
        switch state {
        case .cancelling(answered: true, _):
            state = .idle
            return .ready
        case .cancelling(answered: false, _):
            state = .cancelling(answered: false, delivered: true)
            return .wait
        case .resolving, .connecting, .settingUp, .idle, .running, .closed:
            return .wait
        }
    }

    mutating func close() -> Bool {
        guard state != .closed else { return false }
        state = .closed
        return true
    }
}
