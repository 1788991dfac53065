import CRabbitMQ

extension WireArena {
    /// - Parameter sequence: the publish's number, see `OpenConnection.publish`.
    mutating func properties(of message: AMQPMessage, sequence: UInt64) -> amqp_basic_properties_t {
        var properties = amqp_basic_properties_t()
        var flags = AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_CLUSTER_ID_FLAG
        properties.delivery_mode = message.deliveryMode.rawValue
        properties.cluster_id = bytes(String(sequence))
        if !message.headers.isEmpty {
            flags |= AMQP_BASIC_HEADERS_FLAG
            properties.headers = table(message.headers)
        }
        set(message.contentType, \.content_type, AMQP_BASIC_CONTENT_TYPE_FLAG, &properties, &flags)
        set(message.contentEncoding, \.content_encoding, AMQP_BASIC_CONTENT_ENCODING_FLAG, &properties, &flags)
        set(message.messageID, \.message_id, AMQP_BASIC_MESSAGE_ID_FLAG, &properties, &flags)
        set(message.correlationID, \.correlation_id, AMQP_BASIC_CORRELATION_ID_FLAG, &properties, &flags)
        set(message.type, \.type, AMQP_BASIC_TYPE_FLAG, &properties, &flags)
        set(message.appID, \.app_id, AMQP_BASIC_APP_ID_FLAG, &properties, &flags)
        set(message.replyTo, \.reply_to, AMQP_BASIC_REPLY_TO_FLAG, &properties, &flags)
        set(message.userID, \.user_id, AMQP_BASIC_USER_ID_FLAG, &properties, &flags)
        let expiration = message.expiration.map { String($0.milliseconds) }
        set(expiration, \.expiration, AMQP_BASIC_EXPIRATION_FLAG, &properties, &flags)
        if let priority = message.priority {
            flags |= AMQP_BASIC_PRIORITY_FLAG
            properties.priority = priority
        }
        if let timestamp = message.timestamp {
            flags |= AMQP_BASIC_TIMESTAMP_FLAG
            properties.timestamp = timestamp
        }
        properties._flags = UInt32(flags)
        return properties
    }

    private mutating func set(
        _ value: String?, _ field: WritableKeyPath<amqp_basic_properties_t, amqp_bytes_t>, _ flag: Int32,
        _ properties: inout amqp_basic_properties_t, _ flags: inout Int32
    ) {
        guard let value else { return }
        properties[keyPath: field] = bytes(value)
        flags |= flag
    }
}
