/// A message that the broker has handed over and waits to hear about.
///
/// Settle each one exactly once, with `ack()` or `reject(requeue:)`. A delivery that is never settled takes a place of
/// the prefetch until the consumer ends; then the broker puts the message back.
public struct AMQPDelivery: Sendable {
    public let message: AMQPMessage
    /// The exchange that it was published to.
    public let exchange: String
    public let routingKey: String
    /// The broker has delivered it before, to anybody. Quorum queues count: see the header `x-delivery-count`.
    public let redelivered: Bool

    let settlement: DeliverySettlement

    /// Whether `ack()` and `reject(requeue:)` still make sense: it was not settled, and the channel that brought it is
    /// there as far as this client knows. Once `false`, it stays so.
    public var canBeSettled: Bool { settlement.isPossible }

    /// Tells the broker that the message is done with. AMQP has no answer to that: when the connection breaks before
    /// the broker has read it, the message is delivered again.
    ///
    /// - Throws: `deliveryLost` when the channel that brought it is gone, `alreadySettled` the second time.
    public func ack() async throws(AMQPError) { try settlement.settle(.acknowledged) }

    /// Gives the message back: into the queue again, or to the queue's dead-letter exchange (where it has none, the
    /// message is dropped).
    ///
    /// - Throws: `deliveryLost` when the channel that brought it is gone, `alreadySettled` the second time.
    public func reject(requeue: Bool) async throws(AMQPError) {
        try settlement.settle(requeue ? .requeued : .rejected)
    }
}
