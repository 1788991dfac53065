extension Engine {
    func perform(_ command: Command, _ connection: inout OpenConnection) throws(AMQPError) {
        switch command {
        case .publish(let call):
            guard stopDeadline == nil else { return call.fail(Self.stopping) }
            waiting.append(call)
        case .request(let call):
            guard stopDeadline == nil else { return call.fail(Self.stopping) }
            switch call.request.purpose {
            case .declaration: try perform(declarations.request(.caller(call), call.request.methods), &connection)
            case .fetch: try perform(fetches.request(call, call.request.methods), &connection)
            }
        case .subscribe(let subscription):
            guard let number = add(subscription) else { return }
            if isReady { try step(number, &connection) { $0.open() } }
        case .unsubscribe(let call):
            guard let number = channel(of: call.request) else {
                call.succeed(())
                return
            }
            consumers[number]?.unsubscribe = call
            try flushSettlements(of: number, &connection)
            try step(number, &connection) { $0.close() }
        case .settle(let life, let tag, let outcome):
            settle(life, tag, outcome)
        case .stop:
            stop()
        }
    }

    func performDisconnected(_ command: Command) {
        switch command {
        case .publish(let call): waiting.append(call)
        case .request(let call):
            switch call.request.purpose {
            case .declaration: _ = declarations.request(.caller(call), call.request.methods)
            case .fetch: _ = fetches.request(call, call.request.methods)
            }
        case .subscribe(let subscription): _ = add(subscription)
        case .unsubscribe(let call):
            if let number = channel(of: call.request) { release(number) }
            call.succeed(())
        case .settle: break
        case .stop: stop()
        }
    }

    private static var stopping: AMQPError { AMQPError(.stopped, "the client is being stopped") }

    private func channel(of subscription: Subscription) -> UInt16? {
        consumers.first { $0.value.subscription === subscription }?.key
    }

    /// - Returns: the channel for it; `nil` when it was refused.
    private func add(_ subscription: Subscription) -> UInt16? {
        guard stopDeadline == nil else {
            subscription.buffer.finish()
            return nil
        }
        // RabbitMQ's default limit is 2047 channels on a connection.
        guard let number = (Self.firstConsumerChannel..<2_048).first(where: { consumers[$0] == nil }) else {
            subscription.buffer.finish(
                AMQPError(.channelClosed, "the connection has no channel left for another consumer"))
            return nil
        }
        consumers[number] = Consumer(subscription)
        return number
    }
}
