/// The methods of AMQP 0-9-1 that make or answer a step, or are needed to count them. Numbers: the specification's
/// `amqp0-9-1.xml`, and RabbitMQ's extensions for confirms and negative acknowledgements.
package enum AMQPMethod: Sendable, Hashable {
    case channelOpen
    case confirmSelect
    case publish(exchange: String, routingKey: String)
    case returned
    case deliver(tag: UInt64, routingKey: String)
    case acknowledge(tag: UInt64, multiple: Bool)
    case reject(tag: UInt64)
    case negativeAcknowledge(tag: UInt64, multiple: Bool)
    case other

    /// Reads the method of a method frame. A frame that is too short for its method reads as `other`.
    package init(_ frame: AMQPFrame) {
        self = Self.decoded(from: frame.payload) ?? .other
    }

    private static func decoded(from payload: ByteReader) -> AMQPMethod? {
        var payload = payload
        guard let classId = payload.uint16(), let methodId = payload.uint16() else { return nil }
        switch (classId, methodId) {
        case (20, 10): return .channelOpen
        case (85, 10): return .confirmSelect
        case (60, 40):
            guard payload.uint16() != nil, let exchange = payload.shortString(), let key = payload.shortString() else {
                return nil
            }
            return .publish(exchange: exchange, routingKey: key)
        case (60, 50): return .returned
        case (60, 60):
            guard payload.shortString() != nil, let tag = payload.uint64(), payload.uint8() != nil,
                payload.shortString() != nil, let key = payload.shortString()
            else { return nil }
            return .deliver(tag: tag, routingKey: key)
        case (60, 71):
            guard let tag = payload.uint64(), payload.uint8() != nil, payload.shortString() != nil,
                let key = payload.shortString()
            else { return nil }
            return .deliver(tag: tag, routingKey: key)
        case (60, 80):
            guard let tag = payload.uint64(), let bits = payload.uint8() else { return nil }
            return .acknowledge(tag: tag, multiple: bits & 1 == 1)
        case (60, 90):
            guard let tag = payload.uint64() else { return nil }
            return .reject(tag: tag)
        case (60, 120):
            guard let tag = payload.uint64(), let bits = payload.uint8() else { return nil }
            return .negativeAcknowledge(tag: tag, multiple: bits & 1 == 1)
        default: return .other
        }
    }
}
