/// The deliveries of one consumer. Several tasks may iterate at the same time; each delivery goes to one of them.
///
/// The sequence outlives lost connections: the consumer is set up again, and what was delivered but not settled comes
/// again. It ends when the client stops or the iterating task is cancelled, and throws when the queue can't be consumed
/// any more: `notFound` when it does not exist, `consumerCancelled` when the broker cancelled the consumer and would not
/// take it back, or what else the broker said.
public struct AMQPDeliveries: AsyncSequence, Sendable {
    public typealias Element = AMQPDelivery
    public typealias Failure = AMQPError

    let buffer: DeliveryBuffer

    public func makeAsyncIterator() -> Iterator { Iterator(buffer: buffer) }

    public struct Iterator: AsyncIteratorProtocol {
        let buffer: DeliveryBuffer

        public mutating func next() async throws(AMQPError) -> AMQPDelivery? { try await buffer.next() }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(AMQPError) -> AMQPDelivery? {
            try await buffer.next()
        }
    }
}
