/// An AMQP 0-9-1 connection: publishes with their content, the broker's confirms, settled deliveries.
package struct AMQPConversation: Conversation {
    private var service = AMQPFrameReader()
    private var broker = AMQPFrameReader()
    private var channels: [UInt16: AMQPChannel] = [:]
    private var lastExchange = 0
    package private(set) var blindness: String?

    package init() {}

    package mutating func fromService(_ bytes: [UInt8]) -> [ServicePassage] {
        service.read(bytes).compactMap { piece in
            switch piece {
            case .protocolHeader(let bytes): return ServicePassage(bytes)
            case .frame(let frame): return passage(of: frame)
            case .unreadable(let bytes):
                blindness = "the service sends what is not AMQP 0-9-1"
                return ServicePassage(bytes)
            }
        }
    }

    package mutating func fromPeer(_ bytes: [UInt8]) -> [PeerPassage] {
        broker.read(bytes).map { piece in
            switch piece {
            case .protocolHeader(let bytes): return PeerPassage(bytes)
            case .frame(let frame): return PeerPassage(frame.bytes, answers: answers(of: frame), isFinal: true)
            case .unreadable(let bytes):
                blindness = "the broker sends what is not AMQP 0-9-1"
                return PeerPassage(bytes)
            }
        }
    }

    /// Nil while the frames of a publish are being collected.
    private mutating func passage(of frame: AMQPFrame) -> ServicePassage? {
        switch frame.kind {
        case .heartbeat: return ServicePassage(frame.bytes)
        case .header, .body: return content(frame)
        case .method: return method(frame)
        }
    }

    private mutating func method(_ frame: AMQPFrame) -> ServicePassage? {
        var channel = channels[frame.channel] ?? AMQPChannel()
        defer { channels[frame.channel] = channel }
        switch AMQPMethod(frame) {
        case .channelOpen:
            channel = AMQPChannel()
        case .confirmSelect:
            channel.selectConfirms()
        case .publish(let exchange, let routingKey):
            // The default exchange has no name; its routing key is the queue.
            let detail = exchange.isEmpty ? "to " + routingKey : routingKey
            channel.publishing = AMQPChannel.Publishing(bytes: frame.bytes, detail: detail, missing: nil)
            return nil
        case .acknowledge(let tag, let multiple):
            let keys = channel.settle(tag, multiple: multiple)
            return unanswered(StepSketch(.acknowledge, detail: keys, isAnswered: false), frame)
        case .reject(let tag):
            let keys = channel.settle(tag, multiple: false)
            return unanswered(StepSketch(.reject, detail: keys, isAnswered: false), frame)
        case .negativeAcknowledge(let tag, let multiple):
            let keys = channel.settle(tag, multiple: multiple)
            return unanswered(StepSketch(.reject, detail: keys, isAnswered: false), frame)
        case .returned, .deliver, .other:
            break
        }
        return ServicePassage(frame.bytes)
    }

    /// A content header carries the size of the body: class (2 bytes), weight (2 bytes), size (8 bytes).
    private mutating func content(_ frame: AMQPFrame) -> ServicePassage? {
        guard var channel = channels[frame.channel], var publishing = channel.publishing else {
            return ServicePassage(frame.bytes)
        }
        publishing.bytes += frame.bytes
        if frame.kind == .header {
            var payload = frame.payload
            _ = payload.uint32()
            publishing.missing = payload.uint64() ?? 0
        } else {
            let length = UInt64(frame.payloadLength)
            publishing.missing = publishing.missing.map { $0 > length ? $0 - length : 0 }
        }
        guard publishing.missing == 0 else {
            channel.publishing = publishing
            channels[frame.channel] = channel
            return nil
        }
        lastExchange += 1
        channel.publishing = nil
        channel.publish(exchange: lastExchange)
        channels[frame.channel] = channel
        let sketch = StepSketch(.publish, detail: publishing.detail, isAnswered: channel.confirms)
        return ServicePassage(publishing.bytes, step: sketch, exchange: lastExchange)
    }

    private mutating func unanswered(_ sketch: StepSketch, _ frame: AMQPFrame) -> ServicePassage {
        lastExchange += 1
        return ServicePassage(frame.bytes, step: sketch, exchange: lastExchange)
    }

    private mutating func answers(of frame: AMQPFrame) -> [Int] {
        guard frame.kind == .method, var channel = channels[frame.channel] else { return [] }
        defer { channels[frame.channel] = channel }
        switch AMQPMethod(frame) {
        case .deliver(let tag, let routingKey):
            channel.deliver(tag, routingKey: routingKey)
            return []
        case .acknowledge(let tag, let multiple), .negativeAcknowledge(let tag, let multiple):
            return channel.confirm(tag, multiple: multiple)
        case .channelOpen, .confirmSelect, .publish, .returned, .reject, .other:
            return []
        }
    }
}
