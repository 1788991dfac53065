import Logging

extension Engine {
    /// Lets a consumer's machine take a step, and does what it asks for.
    func step(
        _ number: UInt16, _ connection: inout OpenConnection,
        _ body: (inout ConsumerChannel) -> [ConsumerChannel.Action]
    ) throws(AMQPError) {
        guard var consumer = consumers[number] else { return }
        let actions = body(&consumer.channel)
        consumers[number] = consumer
        for action in actions {
            switch action {
            case .send(let method): try send(method, on: number, &connection)
            case .began:
                consumers[number]?.life = ChannelLife(number: number)
                logger.debug("Consuming", metadata: consumerMetadata(number))
            case .endLife:
                consumers[number]?.loseDeliveries()
                unsettled.remove(number)
            case .retryLater:
                consumers[number]?.retryAt = clock.now + retryDelay(consumer.channel.failures)
            case .finish(let error): finish(number, error)
            case .released: release(number)
            }
        }
    }

    func delivered(_ received: ReceivedMessage, _ number: UInt16) {
        // After the end of the channel's life: the broker puts it back when the channel is closed.
        guard let consumer = consumers[number], let life = consumer.life else { return }
        consumers[number]?.settlements.delivered(received.tag)
        consumer.subscription.buffer.append(AMQPDelivery(received, life, mailbox))
    }

    func settle(_ life: ChannelLife, _ tag: UInt64, _ outcome: SettlementOutcome) {
        if life === fetchLife {
            fetchSettlements.add(tag, outcome)
        } else if consumers[life.number]?.life === life {
            consumers[life.number]?.settlements.add(tag, outcome)
        } else {
            return
        }
        unsettled.insert(life.number)
    }

    func flushSettlements(_ connection: inout OpenConnection) throws(AMQPError) {
        for number in unsettled {
            guard canWrite(connection, bytes: 64) else { return }
            try flushSettlements(of: number, &connection)
        }
    }

    func flushSettlements(of number: UInt16, _ connection: inout OpenConnection) throws(AMQPError) {
        guard unsettled.remove(number) != nil else { return }
        let methods =
            number == Self.fetchChannel ? fetchSettlements.flush() : consumers[number]?.settlements.flush() ?? []
        for method in methods { try send(method, on: number, &connection) }
    }

    func retryConsumers(_ now: ContinuousClock.Instant, _ connection: inout OpenConnection) throws(AMQPError) {
        guard isReady else { return }
        for (number, consumer) in consumers {
            guard let retryAt = consumer.retryAt, retryAt <= now else { continue }
            consumers[number]?.retryAt = nil
            try step(number, &connection) { $0.open() }
        }
    }

    /// The consumer can't go on. Its channel number is free; who unsubscribes later finds nothing to do.
    private func finish(_ number: UInt16, _ error: AMQPError) {
        logger.error(
            "A consumer can't go on", metadata: consumerMetadata(number).merging(["amqp.error": "\(error)"]) { $1 })
        consumers[number]?.subscription.buffer.finish(error)
        release(number)
    }

    func release(_ number: UInt16) {
        guard let consumer = consumers.removeValue(forKey: number) else { return }
        consumer.life?.end()
        unsettled.remove(number)
        replyDeadlines[number] = nil
        consumer.subscription.buffer.finish()
        consumer.unsubscribe?.succeed(())
    }

    private func retryDelay(_ failures: Int) -> Duration {
        var schedule = ReconnectSchedule(backoff: configuration.reconnect, endpointCount: 1)
        var delay = Duration.zero
        for _ in 0..<min(max(failures, 1), 16) { delay = schedule.failed(chance: .random(in: 0...1)) }
        return delay
    }

    func consumerMetadata(_ number: UInt16) -> Logger.Metadata {
        guard let subscription = consumers[number]?.subscription else { return [:] }
        return ["amqp.queue": "\(subscription.queue)", "amqp.consumer": "\(subscription.tag)"]
    }
}
