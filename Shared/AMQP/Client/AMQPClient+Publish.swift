extension AMQPClient {
    /// Publishes a message and returns when the broker has taken responsibility for it: it is in at least one queue, on
    /// disk where message and queue are durable, and on a majority of nodes for a quorum queue.
    ///
    /// Waits for a connection, for the broker's alarm to pass, and for the confirm: `publishTimeout` in all.
    ///
    /// - Throws: `unroutable`, `rejectedByBroker`, `notFound` (no such exchange), `invalidMessage`, `notConnected`,
    ///   `timeout`, `connectionLost`, `channelClosed`, `cancelled`, `stopped`. Its `mayHaveArrived` says whether the
    ///   message may be in a queue all the same.
    public func publish(_ message: AMQPMessage, exchange: String, routingKey: String) async throws(AMQPError) {
        try message.validate(maximumBodySize: configuration.maxMessageSize, headerLimit: Self.headerLimit)
        try AMQPName.validate(exchange, of: "the exchange's name")
        try AMQPName.validate(routingKey, of: "the routing key")
        try await waitForStart()
        let call = PendingPublish(
            PublishRequest(message: message, exchange: exchange, routingKey: routingKey),
            deadline: .now + configuration.publishTimeout)
        try await call.perform { mailbox.post(.publish(call)) }
    }
}
