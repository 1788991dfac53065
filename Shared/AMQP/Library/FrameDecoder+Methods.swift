import CRabbitMQ

extension FrameDecoder {
    /// A method that has no message behind it.
    static func plainMethod(_ method: amqp_method_t, _ channel: UInt16) -> BrokerEvent.Kind {
        switch method.id {
        case crabbitmq_basic_ack:
            view(method, amqp_basic_ack_t.self) {
                .acknowledged(tag: $0.delivery_tag, multiple: $0.multiple != 0)
            }
        case crabbitmq_basic_nack:
            view(method, amqp_basic_nack_t.self) { .refused(tag: $0.delivery_tag, multiple: $0.multiple != 0) }
        case crabbitmq_channel_open_ok: .channelOpened
        case crabbitmq_channel_close: .channelClosed(closeReason(method))
        case crabbitmq_channel_close_ok: .channelCloseConfirmed
        case crabbitmq_confirm_select_ok: .confirmsSelected
        case crabbitmq_basic_qos_ok: .prefetchLimited
        case crabbitmq_basic_consume_ok: .consuming
        case crabbitmq_basic_cancel: .consumerCancelled
        case crabbitmq_basic_get_empty: .reply(.message(nil))
        case crabbitmq_exchange_declare_ok, crabbitmq_queue_bind_ok: .reply(.done)
        case crabbitmq_queue_declare_ok:
            view(method, amqp_queue_declare_ok_t.self) { .reply(.count(Int($0.message_count))) }
        case crabbitmq_queue_purge_ok:
            view(method, amqp_queue_purge_ok_t.self) { .reply(.count(Int($0.message_count))) }
        case crabbitmq_queue_delete_ok:
            view(method, amqp_queue_delete_ok_t.self) { .reply(.count(Int($0.message_count))) }
        case crabbitmq_connection_blocked:
            view(method, amqp_connection_blocked_t.self) { .blocked(reason: String($0.reason)) }
        case crabbitmq_connection_unblocked: .unblocked
        case crabbitmq_connection_close: .connectionClosed(closeReason(method))
        default: .ignored
        }
    }

    /// Why the broker closed a channel or the connection.
    static func closeReason(_ method: amqp_method_t) -> AMQPError {
        switch method.id {
        case crabbitmq_connection_close:
            view(method, amqp_connection_close_t.self) {
                .broker(replyCode: Int($0.reply_code), text: String($0.reply_text), connection: true)
            }
        case crabbitmq_channel_close:
            view(method, amqp_channel_close_t.self) {
                .broker(replyCode: Int($0.reply_code), text: String($0.reply_text))
            }
        default: AMQPError(.protocolViolation, "the broker refused with method \(method.id)")
        }
    }

    /// The library decodes each method into the struct that goes with its number.
    static func view<Method, Result>(
        _ method: amqp_method_t, _: Method.Type, _ body: (Method) -> Result
    ) -> Result {
        body(method.decoded.assumingMemoryBound(to: Method.self).pointee)
    }
}

extension String {
    /// What is not UTF-8 is replaced: names of exchanges and texts of the broker are.
    init(_ bytes: amqp_bytes_t) {
        self.init(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
    }
}
