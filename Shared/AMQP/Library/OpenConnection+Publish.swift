import CRabbitMQ

extension OpenConnection {
    /// Sends a message, mandatory. Returns when the kernel has all of it.
    ///
    /// The publish's number travels in the property `cluster-id`, which AMQP 0-9-1 reserves and RabbitMQ hands through
    /// untouched: a `basic.return` says nothing else about which publish it means, and with several under way to the
    /// same routing key a guess could call a lost message stored.
    mutating func publish(
        _ message: AMQPMessage, exchange: String, routingKey: String, sequence: UInt64, on channel: UInt16
    ) throws(AMQPError) {
        defer { arena.recycle() }
        var properties = arena.properties(of: message, sequence: sequence)
        let exchange = arena.bytes(exchange)
        let routingKey = arena.bytes(routingKey)
        let status = message.body.withUnsafeBytes { body in
            // The library only reads from the body.
            let bytes = amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress))
            return amqp_basic_publish(handle.state, channel, exchange, routingKey, 1, 0, &properties, bytes)
        }
        guard status == LibraryStatus.ok else { throw LibraryStatus.connectionError(status) }
    }
}
