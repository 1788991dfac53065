import DequeModule

extension Engine {
    /// Sends what waits, as far as the broker, the limit of unconfirmed messages and the socket allow.
    func publishWaiting(_ connection: inout OpenConnection) throws(AMQPError) {
        while isReady, publisher.isReady, !isBlocked, publisher.confirms.count < configuration.maxUnconfirmed,
            let call = waiting.first
        {
            let request = call.request
            guard knownExchanges.contains(request.exchange) else {
                waiting.removeFirst()
                try check(call, &connection)
                continue
            }
            // The overhead of three frames, roughly.
            guard canWrite(connection, bytes: request.message.body.count + 256) else { return }
            waiting.removeFirst()
            guard call.markSent() else { continue }
            let sequence = publisher.confirms.nextSequence
            publisher.confirms.track(call)
            if confirmDeadline == nil { confirmDeadline = call.deadline }
            try connection.publish(
                request.message, exchange: request.exchange, routingKey: request.routingKey, sequence: sequence,
                on: Self.publishChannel)
        }
    }

    /// Publishing to an exchange that does not exist would close the channel, and with it the chance to learn what
    /// became of everybody else's messages. So the first message to an exchange asks on another channel.
    private func check(_ call: PendingPublish, _ connection: inout OpenConnection) throws(AMQPError) {
        let name = call.request.exchange
        guard unchecked[name] == nil else {
            unchecked[name]?.append(call)
            return
        }
        unchecked[name] = [call]
        try perform(declarations.request(.exchange(name), [.checkExchange(name)]), &connection)
    }

    func exchangeExists(_ name: String) {
        knownExchanges.insert(name)
        waiting.prepend(contentsOf: unchecked.removeValue(forKey: name) ?? [])
    }

    func exchangeRefused(_ name: String, _ error: AMQPError) {
        for call in unchecked.removeValue(forKey: name) ?? [] { call.fail(error) }
    }

    func confirmed(_ tag: UInt64, _ multiple: Bool, accepted: Bool) throws(AMQPError) {
        let isKnown = publisher.confirms.answered(tag, multiple: multiple, accepted: accepted) { call, outcome in
            switch outcome {
            case .confirmed: call.succeed(())
            case .rejected:
                call.refuse(
                    AMQPError(.rejectedByBroker, "the broker did not take responsibility for the message"))
            case .unroutable(let replyCode, let text): call.refuse(Self.unroutable(replyCode, text))
            }
        }
        guard isKnown else {
            throw AMQPError(.protocolViolation, "the broker confirmed a message that was never sent")
        }
        if publisher.confirms.count == 0 { confirmDeadline = nil }
    }

    func returned(_ message: ReturnedMessage) throws(AMQPError) {
        guard let sequence = message.sequence,
            publisher.confirms.returned(
                sequence: sequence, replyCode: message.replyCode, text: message.replyText)
        else { throw AMQPError(.protocolViolation, "the broker returned a message that was never sent") }
    }

    /// The channel is gone before the broker answered.
    func failUnconfirmed(_ error: AMQPError) {
        confirmDeadline = nil
        publisher.confirms.abandon {
            $0.fail(error)
        } unroutable: {
            $0.refuse(Self.unroutable($1, $2))
        }
    }

    func perform(
        _ actions: [PublishChannel<PendingPublish>.Action], _ connection: inout OpenConnection
    ) throws(AMQPError) {
        for case .send(let method) in actions { try send(method, on: Self.publishChannel, &connection) }
    }

    private static func unroutable(_ replyCode: Int, _ text: String) -> AMQPError {
        AMQPError(.unroutable, "the message fits no queue: \(text)", brokerReplyCode: replyCode)
    }
}
