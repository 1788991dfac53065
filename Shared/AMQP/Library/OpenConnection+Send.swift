import CRabbitMQ

extension OpenConnection {
    /// Sends a method. Returns when the kernel has it.
    mutating func send(_ method: BrokerMethod, on channel: UInt16) throws(AMQPError) {
        defer { arena.recycle() }
        switch method {
        case .openChannel:
            try transmit(crabbitmq_channel_open, amqp_channel_open_t(out_of_band: amqp_empty_bytes), channel)
        case .closeChannel:
            try transmit(
                crabbitmq_channel_close,
                amqp_channel_close_t(
                    reply_code: UInt16(AMQP_REPLY_SUCCESS), reply_text: arena.bytes("OK"), class_id: 0, method_id: 0),
                channel)
        case .confirmCloseOfChannel:
            try transmit(crabbitmq_channel_close_ok, amqp_channel_close_ok_t(dummy: 0), channel)
        case .confirmCloseOfConnection:
            try transmit(crabbitmq_connection_close_ok, amqp_connection_close_ok_t(dummy: 0), channel)
        case .selectConfirms:
            try transmit(crabbitmq_confirm_select, amqp_confirm_select_t(nowait: 0), channel)
        case .limitPrefetch(let count):
            try transmit(
                crabbitmq_basic_qos, amqp_basic_qos_t(prefetch_size: 0, prefetch_count: count, global: 0), channel)
        case .consume(let queue, let tag):
            try transmit(
                crabbitmq_basic_consume,
                amqp_basic_consume_t(
                    ticket: 0, queue: arena.bytes(queue), consumer_tag: arena.bytes(tag), no_local: 0, no_ack: 0,
                    exclusive: 0, nowait: 0, arguments: amqp_empty_table), channel)
        case .get(let queue):
            try transmit(
                crabbitmq_basic_get, amqp_basic_get_t(ticket: 0, queue: arena.bytes(queue), no_ack: 0), channel)
        case .acknowledge(let tag, let upTo):
            try transmit(
                crabbitmq_basic_ack, amqp_basic_ack_t(delivery_tag: tag, multiple: upTo ? 1 : 0), channel)
        case .reject(let tag, let requeue):
            try transmit(
                crabbitmq_basic_reject, amqp_basic_reject_t(delivery_tag: tag, requeue: requeue ? 1 : 0), channel)
        case .declareExchange, .checkExchange, .declareQueue, .checkQueue, .bind, .purge, .deleteQueue:
            try sendDeclaration(method, on: channel)
        }
    }

    private mutating func sendDeclaration(_ method: BrokerMethod, on channel: UInt16) throws(AMQPError) {
        switch method {
        case .declareExchange(let exchange):
            try transmit(crabbitmq_exchange_declare, exchangeDeclaration(exchange, passive: false), channel)
        case .checkExchange(let name):
            try transmit(
                crabbitmq_exchange_declare, exchangeDeclaration(.init(name: name, kind: .direct), passive: true),
                channel)
        case .declareQueue(let queue):
            try transmit(crabbitmq_queue_declare, queueDeclaration(queue, passive: false), channel)
        case .checkQueue(let name):
            try transmit(crabbitmq_queue_declare, queueDeclaration(.init(name: name), passive: true), channel)
        case .bind(let binding):
            try transmit(
                crabbitmq_queue_bind,
                amqp_queue_bind_t(
                    ticket: 0, queue: arena.bytes(binding.queue), exchange: arena.bytes(binding.exchange),
                    routing_key: arena.bytes(binding.routingKey), nowait: 0, arguments: arena.table(binding.arguments)),
                channel)
        case .purge(let queue):
            try transmit(
                crabbitmq_queue_purge, amqp_queue_purge_t(ticket: 0, queue: arena.bytes(queue), nowait: 0), channel)
        case .deleteQueue(let queue):
            try transmit(
                crabbitmq_queue_delete,
                amqp_queue_delete_t(ticket: 0, queue: arena.bytes(queue), if_unused: 0, if_empty: 0, nowait: 0), channel
            )
        default: return
        }
    }

    private mutating func exchangeDeclaration(
        _ exchange: AMQPTopology.Exchange, passive: Bool
    ) -> amqp_exchange_declare_t {
        amqp_exchange_declare_t(
            ticket: 0, exchange: arena.bytes(exchange.name), type: arena.bytes(exchange.kind.name),
            passive: passive ? 1 : 0, durable: exchange.durable ? 1 : 0, auto_delete: exchange.autoDelete ? 1 : 0,
            internal: exchange.isInternal ? 1 : 0, nowait: 0, arguments: arena.table(exchange.arguments))
    }

    private mutating func queueDeclaration(_ queue: AMQPTopology.Queue, passive: Bool) -> amqp_queue_declare_t {
        amqp_queue_declare_t(
            ticket: 0, queue: arena.bytes(queue.name), passive: passive ? 1 : 0, durable: queue.durable ? 1 : 0,
            exclusive: queue.exclusive ? 1 : 0, auto_delete: queue.autoDelete ? 1 : 0, nowait: 0,
            arguments: arena.table(queue.arguments))
    }

    private borrowing func transmit<Method>(
        _ id: amqp_method_number_t, _ method: Method, _ channel: UInt16
    ) throws(AMQPError) {
        var method = method
        let status = withUnsafeMutablePointer(to: &method) { amqp_send_method(handle.state, channel, id, $0) }
        guard status == LibraryStatus.ok else { throw LibraryStatus.connectionError(status) }
    }
}
