import CRabbitMQ

/// Turns the library's frames into events; a message comes as several frames, which are put together for each channel.
struct FrameDecoder {
    /// What opened a message: the method, and what it said.
    private enum Opening {
        case delivery(ReceivedMessage)
        case got(ReceivedMessage)
        case returned(ReturnedMessage)
    }

    private struct Content {
        var opening: Opening
        /// `nil` until the header has come.
        var message: AMQPMessage?
        var missing: UInt64 = 0
    }

    /// Bodies are read into memory reserved up to this size at once, so that a false size in a header costs nothing.
    private static let reservation = 1 << 20

    private var contents: [UInt16: Content] = [:]

    /// - Returns: `nil` while a message is incomplete.
    mutating func decode(_ frame: borrowing amqp_frame_t) throws(AMQPError) -> BrokerEvent? {
        let channel = frame.channel
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD:
            guard contents[channel] == nil else { throw Self.unexpected("a method within a message") }
            return method(frame.payload.method, channel).map { BrokerEvent(channel: channel, kind: $0) }
        case AMQP_FRAME_HEADER:
            try header(frame.payload.properties.decoded, frame.payload.properties.body_size, channel)
        case AMQP_FRAME_BODY:
            try body(frame.payload.body_fragment, channel)
        default:
            return nil
        }
        return completed(channel)
    }

    private mutating func method(_ method: amqp_method_t, _ channel: UInt16) -> BrokerEvent.Kind? {
        switch method.id {
        case crabbitmq_basic_deliver:
            contents[channel] = Content(
                opening: .delivery(
                    Self.view(method, amqp_basic_deliver_t.self) { deliver in
                        ReceivedMessage(
                            tag: deliver.delivery_tag, redelivered: deliver.redelivered != 0,
                            exchange: String(deliver.exchange), routingKey: String(deliver.routing_key),
                            message: AMQPMessage(body: []))
                    }))
            return nil
        case crabbitmq_basic_get_ok:
            contents[channel] = Content(
                opening: .got(
                    Self.view(method, amqp_basic_get_ok_t.self) { got in
                        ReceivedMessage(
                            tag: got.delivery_tag, redelivered: got.redelivered != 0, exchange: String(got.exchange),
                            routingKey: String(got.routing_key), message: AMQPMessage(body: []))
                    }))
            return nil
        case crabbitmq_basic_return:
            contents[channel] = Content(
                opening: .returned(
                    Self.view(method, amqp_basic_return_t.self) { returned in
                        ReturnedMessage(
                            sequence: nil, replyCode: Int(returned.reply_code), replyText: String(returned.reply_text))
                    }))
            return nil
        default:
            return Self.plainMethod(method, channel)
        }
    }

    private mutating func header(
        _ decoded: UnsafeMutableRawPointer?, _ bodySize: UInt64, _ channel: UInt16
    ) throws(AMQPError) {
        guard var content = contents[channel], content.message == nil, let decoded else {
            throw Self.unexpected("a header without a method")
        }
        let properties = decoded.assumingMemoryBound(to: amqp_basic_properties_t.self)
        var message = AMQPMessage(properties.pointee)
        message.body.reserveCapacity(Int(min(bodySize, UInt64(Self.reservation))))
        content.message = message
        content.missing = bodySize
        if case .returned(var returned) = content.opening {
            returned.sequence = properties.pointee.sequence
            content.opening = .returned(returned)
        }
        contents[channel] = content
    }

    private mutating func body(_ fragment: amqp_bytes_t, _ channel: UInt16) throws(AMQPError) {
        guard let missing = contents[channel]?.missing, contents[channel]?.message != nil,
            UInt64(fragment.len) <= missing
        else { throw Self.unexpected("a body that no header announced") }
        contents[channel]?.message?.body.append(
            contentsOf: UnsafeRawBufferPointer(start: fragment.bytes, count: fragment.len))
        contents[channel]?.missing = missing - UInt64(fragment.len)
    }

    private mutating func completed(_ channel: UInt16) -> BrokerEvent? {
        guard let content = contents[channel], let message = content.message, content.missing == 0 else { return nil }
        contents[channel] = nil
        switch content.opening {
        case .delivery(var received):
            received.message = message
            return BrokerEvent(channel: channel, kind: .delivered(received))
        case .got(var received):
            received.message = message
            return BrokerEvent(channel: channel, kind: .reply(.message(received)))
        case .returned(let returned):
            return BrokerEvent(channel: channel, kind: .returned(returned))
        }
    }

    private static func unexpected(_ what: String) -> AMQPError {
        AMQPError(.protocolViolation, "the broker sent \(what)")
    }
}
