import DequeModule
import Logging

extension Engine {
    /// Logged in: declares the topology before anything else.
    func connected(_ connection: inout OpenConnection) throws(AMQPError) {
        isReady = false
        isBlocked = false
        writeCredit = 0
        replyDeadlines = [:]
        knownExchanges = ["", "amq.direct", "amq.fanout", "amq.topic", "amq.headers"]
        _ = declarations.request(.topology, topology.methods, first: true)
        try perform(declarations.connected(), &connection)
    }

    /// The topology is there: everybody may begin.
    func becameReady(_ connection: inout OpenConnection) throws(AMQPError) {
        isReady = true
        knownExchanges.formUnion(topology.exchanges.map(\.name))
        lastError = nil
        logger.info("Connected to the broker", metadata: ["amqp.endpoint": "\(connection.endpoint)"])
        status.set(.connected(connection.endpoint))
        try perform(publisher.open(), &connection)
        try perform(fetches.connected(), &connection)
        for channel in consumers.keys.sorted() { try step(channel, &connection) { $0.open() } }
    }

    /// The connection is gone. What was sent is unknown, what was not goes on waiting.
    func disconnected(_ error: AMQPError) {
        isReady = false
        publisher.disconnected()
        failUnconfirmed(error)
        for publishes in unchecked.values { waiting.prepend(contentsOf: publishes) }
        unchecked = [:]
        for case .fail(let token, let error) in declarations.disconnected(error) {
            if case .caller(let call) = token { call.fail(error) }
        }
        // The next connection begins with questions of its own.
        declarations.removeWaiting { if case .caller = $0 { false } else { true } }
        for case .fail(let call, let error) in fetches.disconnected(error) { call.fail(error) }
        fetchLife?.end()
        fetchLife = nil
        fetchSettlements = SettlementBatch()
        unsettled = []
        for (number, var consumer) in consumers {
            let actions = consumer.channel.disconnected()
            consumer.loseDeliveries()
            consumer.retryAt = nil
            consumers[number] = consumer
            for case .released in actions { release(number) }
        }
    }

    /// Answers everybody who still waits.
    func end() {
        let stopped = AMQPError(.stopped, "the client has been stopped")
        disconnected(AMQPError(.connectionLost, "the client has been stopped"))
        status.set(.stopped)
        for command in mailbox.close() { performAtEnd(command) }
        for call in waiting { call.fail(stopped) }
        waiting = []
        while let token = declarations.removeOldestWaiting() {
            if case .caller(let call) = token { call.fail(stopped) }
        }
        while let call = fetches.removeOldestWaiting() { call.fail(stopped) }
        for (number, consumer) in consumers {
            consumer.subscription.buffer.finish(fatalError)
            release(number)
        }
        logger.info("The client has stopped")
    }

    private func performAtEnd(_ command: Command) {
        let stopped = AMQPError(.stopped, "the client has been stopped")
        switch command {
        case .publish(let call): call.fail(stopped)
        case .request(let call): call.fail(stopped)
        case .subscribe(let subscription): subscription.buffer.finish(fatalError)
        case .unsubscribe(let call): call.succeed(())
        case .settle, .stop: break
        }
    }

    /// Begins to stop: takes nothing new, ends the consumers, and lets what is under way come to its end.
    func stop() {
        guard stopDeadline == nil else { return }
        stopDeadline = clock.now + configuration.drainTimeout
        for consumer in consumers.values { consumer.subscription.buffer.finish() }
    }

    var isDrained: Bool {
        waiting.isEmpty && unchecked.isEmpty && publisher.confirms.count == 0 && declarations.isIdle
            && fetches.isIdle && consumers.isEmpty && unsettled.isEmpty
    }
}
