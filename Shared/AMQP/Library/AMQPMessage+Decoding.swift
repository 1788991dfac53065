import CRabbitMQ

extension AMQPMessage {
    /// A message without its body.
    init(_ properties: amqp_basic_properties_t) {
        self.init(body: [])
        func string(_ flag: Int32, _ value: amqp_bytes_t) -> String? {
            properties.has(flag) ? String(value) : nil
        }
        deliveryMode =
            properties.has(AMQP_BASIC_DELIVERY_MODE_FLAG)
            ? DeliveryMode(rawValue: properties.delivery_mode) ?? .transient : .transient
        if properties.has(AMQP_BASIC_HEADERS_FLAG) { headers = AMQPTable(properties.headers, depth: 1) }
        contentType = string(AMQP_BASIC_CONTENT_TYPE_FLAG, properties.content_type)
        contentEncoding = string(AMQP_BASIC_CONTENT_ENCODING_FLAG, properties.content_encoding)
        messageID = string(AMQP_BASIC_MESSAGE_ID_FLAG, properties.message_id)
        correlationID = string(AMQP_BASIC_CORRELATION_ID_FLAG, properties.correlation_id)
        type = string(AMQP_BASIC_TYPE_FLAG, properties.type)
        appID = string(AMQP_BASIC_APP_ID_FLAG, properties.app_id)
        replyTo = string(AMQP_BASIC_REPLY_TO_FLAG, properties.reply_to)
        userID = string(AMQP_BASIC_USER_ID_FLAG, properties.user_id)
        if properties.has(AMQP_BASIC_PRIORITY_FLAG) { priority = properties.priority }
        if properties.has(AMQP_BASIC_TIMESTAMP_FLAG) { timestamp = properties.timestamp }
        expiration = string(AMQP_BASIC_EXPIRATION_FLAG, properties.expiration).flatMap(Int64.init).map {
            .milliseconds($0)
        }
    }
}

extension amqp_basic_properties_t {
    func has(_ flag: Int32) -> Bool { _flags & UInt32(flag) != 0 }

    /// The number that `OpenConnection.publish` put in.
    var sequence: UInt64? { has(AMQP_BASIC_CLUSTER_ID_FLAG) ? UInt64(String(cluster_id)) : nil }
}

extension AMQPTable {
    fileprivate init(_ table: amqp_table_t, depth: Int) {
        let entries = UnsafeBufferPointer(start: table.entries, count: Int(table.num_entries))
        self.init(entries.lazy.map { (String($0.key), AMQPValue($0.value, depth: depth)) })
    }
}

extension AMQPValue {
    fileprivate init(_ field: amqp_field_value_t, depth: Int) {
        let kind = amqp_field_value_kind_t(UInt32(field.kind))
        switch kind {
        case AMQP_FIELD_KIND_BOOLEAN: self = .bool(field.value.boolean != 0)
        case AMQP_FIELD_KIND_I8: self = .int8(field.value.i8)
        case AMQP_FIELD_KIND_U8: self = .uint8(field.value.u8)
        case AMQP_FIELD_KIND_I16: self = .int16(field.value.i16)
        case AMQP_FIELD_KIND_U16: self = .uint16(field.value.u16)
        case AMQP_FIELD_KIND_I32: self = .int32(field.value.i32)
        case AMQP_FIELD_KIND_U32: self = .uint32(field.value.u32)
        // RabbitMQ reads and writes 64-bit integers as signed ones, whatever the letter.
        case AMQP_FIELD_KIND_I64, AMQP_FIELD_KIND_U64: self = .int64(field.value.i64)
        case AMQP_FIELD_KIND_F32: self = .float(field.value.f32)
        case AMQP_FIELD_KIND_F64: self = .double(field.value.f64)
        case AMQP_FIELD_KIND_DECIMAL:
            self = .decimal(
                scale: field.value.decimal.decimals, value: Int32(bitPattern: field.value.decimal.value))
        case AMQP_FIELD_KIND_TIMESTAMP: self = .timestamp(field.value.u64)
        case AMQP_FIELD_KIND_UTF8:
            let bytes = Array(UnsafeRawBufferPointer(start: field.value.bytes.bytes, count: field.value.bytes.len))
            self = String(validating: bytes, as: UTF8.self).map { .string($0) } ?? .bytes(bytes)
        case AMQP_FIELD_KIND_BYTES:
            self = .bytes(
                Array(UnsafeRawBufferPointer(start: field.value.bytes.bytes, count: field.value.bytes.len)))
        case AMQP_FIELD_KIND_TABLE where depth < AMQPTable.maximumDepth:
            self = .table(AMQPTable(field.value.table, depth: depth + 1))
        case AMQP_FIELD_KIND_ARRAY where depth < AMQPTable.maximumDepth:
            let array = field.value.array
            let values = UnsafeBufferPointer(start: array.entries, count: Int(array.num_entries))
            self = .array(values.map { AMQPValue($0, depth: depth + 1) })
        default: self = .void
        }
    }
}
