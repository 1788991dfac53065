extension Engine {
    func perform(
        _ actions: [RequestChannel<DeclarationToken>.Action], _ connection: inout OpenConnection
    ) throws(AMQPError) {
        for action in actions {
            switch action {
            case .send(let method): try send(method, on: Self.declarationChannel, &connection)
            case .succeed(.topology, _): try becameReady(&connection)
            case .succeed(.exchange(let name), _): exchangeExists(name)
            case .succeed(.caller(let call), .count(let count)): call.succeed(.count(count))
            case .succeed(.caller(let call), _): call.succeed(.done)
            case .fail(.topology, let error): try topologyRefused(error)
            case .fail(.exchange(let name), let error): exchangeRefused(name, error)
            case .fail(.caller(let call), let error): call.refuse(error)
            case .beginLife, .endLife: break
            }
        }
    }

    func perform(
        _ actions: [RequestChannel<PendingRequest>.Action], _ connection: inout OpenConnection
    ) throws(AMQPError) {
        for action in actions {
            switch action {
            case .send(let method): try send(method, on: Self.fetchChannel, &connection)
            case .succeed(let call, .message(let received)): fetched(received, for: call)
            case .succeed(let call, _): call.succeed(.done)
            case .fail(let call, let error): call.refuse(error)
            case .beginLife:
                fetchLife = ChannelLife(number: Self.fetchChannel)
                fetchSettlements = SettlementBatch()
            case .endLife:
                fetchLife?.end()
                fetchLife = nil
                unsettled.remove(Self.fetchChannel)
            }
        }
    }

    private func fetched(_ received: ReceivedMessage?, for call: PendingRequest) {
        guard let received, let life = fetchLife else {
            call.succeed(.delivery(nil))
            return
        }
        fetchSettlements.delivered(received.tag)
        if !call.succeed(.delivery(AMQPDelivery(received, life, mailbox))) {
            // Nobody waits any more, so the message goes back at once.
            settle(life, received.tag, .requeued)
        }
    }

    /// A topology that the broker will never accept ends the client: a service that runs without its queues hides it.
    private func topologyRefused(_ error: AMQPError) throws(AMQPError) {
        switch error.code {
        case .preconditionFailed, .accessRefused: fatalError = error
        default: throw error
        }
    }
}

extension AMQPDelivery {
    init(_ received: ReceivedMessage, _ life: ChannelLife, _ mailbox: Mailbox) {
        message = received.message
        exchange = received.exchange
        routingKey = received.routingKey
        redelivered = received.redelivered
        settlement = DeliverySettlement(tag: received.tag, channel: life, mailbox: mailbox)
    }
}
