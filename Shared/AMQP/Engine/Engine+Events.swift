import Logging

extension Engine {
    /// Gives each event to the machine of its channel.
    func handle(_ event: BrokerEvent, _ connection: inout OpenConnection) throws(AMQPError) {
        switch event.kind {
        case .connectionClosed(let error):
            try? connection.send(.confirmCloseOfConnection, on: 0)
            throw error
        case .blocked(let reason):
            isBlocked = true
            logger.warning("The broker takes no messages", metadata: ["amqp.reason": "\(reason)"])
            if isReady { status.set(.blocked(connection.endpoint, reason: reason)) }
        case .unblocked:
            isBlocked = false
            logger.info("The broker takes messages again")
            if isReady { status.set(.connected(connection.endpoint)) }
        case .delivered, .acknowledged, .refused, .returned, .ignored:
            break
        default:
            replyDeadlines[event.channel] = nil
        }
        switch event.channel {
        case 0: break
        case Self.declarationChannel: try handleDeclaration(event.kind, &connection)
        case Self.publishChannel: try handlePublishing(event.kind, &connection)
        case Self.fetchChannel: try handleFetch(event.kind, &connection)
        default: try handleConsumer(event.kind, event.channel, &connection)
        }
    }

    private func handleDeclaration(
        _ kind: BrokerEvent.Kind, _ connection: inout OpenConnection
    ) throws(AMQPError) {
        switch kind {
        case .channelOpened: try perform(declarations.opened(), &connection)
        case .reply(let reply): try perform(declarations.replied(reply), &connection)
        case .channelClosed(let error): try perform(declarations.closedByBroker(error), &connection)
        default: break
        }
    }

    private func handleFetch(_ kind: BrokerEvent.Kind, _ connection: inout OpenConnection) throws(AMQPError) {
        switch kind {
        case .channelOpened: try perform(fetches.opened(), &connection)
        case .reply(let reply): try perform(fetches.replied(reply), &connection)
        case .channelClosed(let error): try perform(fetches.closedByBroker(error), &connection)
        default: break
        }
    }

    private func handlePublishing(
        _ kind: BrokerEvent.Kind, _ connection: inout OpenConnection
    ) throws(AMQPError) {
        switch kind {
        case .channelOpened: try perform(publisher.opened(), &connection)
        case .confirmsSelected: publisher.confirmsSelected()
        case .acknowledged(let tag, let multiple): try confirmed(tag, multiple, accepted: true)
        case .refused(let tag, let multiple): try confirmed(tag, multiple, accepted: false)
        case .returned(let message): try returned(message)
        case .channelClosed(let error):
            logger.warning("The broker closed the channel for publishing", metadata: ["amqp.error": "\(error)"])
            failUnconfirmed(error)
            // One of them may be the reason: ask before the next message goes there.
            knownExchanges = [""]
            try perform(publisher.closedByBroker(), &connection)
        default: break
        }
    }

    private func handleConsumer(
        _ kind: BrokerEvent.Kind, _ channel: UInt16, _ connection: inout OpenConnection
    ) throws(AMQPError) {
        switch kind {
        case .delivered(let received): delivered(received, channel)
        case .channelOpened: try step(channel, &connection) { $0.opened() }
        case .prefetchLimited: try step(channel, &connection) { $0.prefetchLimited() }
        case .consuming: try step(channel, &connection) { $0.consuming() }
        case .consumerCancelled:
            logger.warning("The broker cancelled a consumer", metadata: consumerMetadata(channel))
            try step(channel, &connection) { $0.cancelledByBroker() }
        case .channelClosed(let error):
            logger.warning(
                "The broker closed a consumer's channel",
                metadata: consumerMetadata(channel).merging(["amqp.error": "\(error)"]) { $1 })
            try step(channel, &connection) { $0.closedByBroker(error) }
        case .channelCloseConfirmed: try step(channel, &connection) { $0.closeConfirmed() }
        default: break
        }
    }
}
