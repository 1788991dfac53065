import DequeModule

extension Engine {
    /// Ends what has waited too long.
    ///
    /// - Throws: when the broker owes an answer for longer than it may: then the connection is no good.
    func checkDeadlines(_ now: ContinuousClock.Instant) throws(AMQPError) {
        expireWaiting(now)
        if let confirmDeadline, confirmDeadline <= now { expireUnconfirmed(now) }
        if replyDeadlines.values.contains(where: { $0 <= now }) {
            throw AMQPError(.connectionLost, "the broker did not answer within \(configuration.replyTimeout)")
        }
    }

    /// Deadlines come in the order of the calls, so it is enough to look at the front.
    func expireWaiting(_ now: ContinuousClock.Instant) {
        while let call = waiting.first, call.isDone || call.deadline <= now {
            waiting.removeFirst()
            call.fail(notConnected)
        }
        for (exchange, calls) in unchecked {
            for call in calls where call.deadline <= now { call.fail(notConnected) }
            if calls.allSatisfy(\.isDone) { unchecked[exchange] = [] }
        }
        while case .caller(let call)? = declarations.oldestWaiting, call.isDone || call.deadline <= now {
            _ = declarations.removeOldestWaiting()
            call.fail(notConnected)
        }
        while let call = fetches.oldestWaiting, call.isDone || call.deadline <= now {
            _ = fetches.removeOldestWaiting()
            call.fail(notConnected)
        }
    }

    private func expireUnconfirmed(_ now: ContinuousClock.Instant) {
        confirmDeadline = nil
        for call in publisher.confirms.open {
            guard call.deadline <= now else {
                confirmDeadline = call.deadline
                return
            }
            call.fail(AMQPError(.timeout, "the broker did not confirm within \(configuration.publishTimeout)"))
        }
    }

    private var notConnected: AMQPError {
        if isBlocked { return AMQPError(.notConnected, "the broker takes no messages at the moment") }
        if isReady { return AMQPError(.timeout, "the call was not sent in time") }
        let reason = lastError.map { ": \($0.message)" } ?? ""
        return AMQPError(
            .notConnected, "there was no connection to the broker in time\(reason)",
            brokerReplyCode: lastError?.brokerReplyCode, libraryStatus: lastError?.libraryStatus)
    }

    var nextWaitingDeadline: ContinuousClock.Instant? {
        var next = waiting.first?.deadline
        func consider(_ deadline: ContinuousClock.Instant) { next = next.map { min($0, deadline) } ?? deadline }
        for calls in unchecked.values { if let call = calls.first(where: { !$0.isDone }) { consider(call.deadline) } }
        if case .caller(let call)? = declarations.oldestWaiting { consider(call.deadline) }
        if let call = fetches.oldestWaiting { consider(call.deadline) }
        return next
    }

    /// When the thread has to look again although nothing happens.
    func nextDeadline(_ now: ContinuousClock.Instant, heartbeat: Duration) -> ContinuousClock.Instant {
        // The library sends heartbeats only when it is called; four times an interval is early enough.
        var next = now + (heartbeat > .zero ? heartbeat / 4 : .seconds(30))
        if let deadline = nextWaitingDeadline { next = min(next, deadline) }
        if let confirmDeadline { next = min(next, confirmDeadline) }
        if let stopDeadline { next = min(next, stopDeadline) }
        for deadline in replyDeadlines.values { next = min(next, deadline) }
        for consumer in consumers.values { if let retryAt = consumer.retryAt { next = min(next, retryAt) } }
        return next
    }
}
