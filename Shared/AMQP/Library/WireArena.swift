import CRabbitMQ

/// Memory for what is about to be sent, in the library's own types. Everything lives until `recycle()`, so no pointer
/// outlives what it points to, however deep a table is nested.
struct WireArena: ~Copyable {
    private let pool: UnsafeMutablePointer<amqp_pool_t>

    init() {
        pool = .allocate(capacity: 1)
        init_amqp_pool(pool, 4_096)
    }

    deinit {
        empty_amqp_pool(pool)
        pool.deallocate()
    }

    mutating func recycle() { recycle_amqp_pool(pool) }

    mutating func bytes(_ string: String) -> amqp_bytes_t {
        var string = string
        return string.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
    }

    mutating func table(_ table: AMQPTable) -> amqp_table_t {
        guard !table.isEmpty else { return amqp_empty_table }
        let entries = allocate(amqp_table_entry_t.self, table.count)
        for (index, (name, value)) in table.enumerated() {
            (entries + index).initialize(to: amqp_table_entry_t(key: bytes(name), value: field(value)))
        }
        return amqp_table_t(num_entries: Int32(table.count), entries: entries)
    }

    private mutating func field(_ value: AMQPValue) -> amqp_field_value_t {
        var field = amqp_field_value_t()
        switch value {
        case .void: field.kind = kind(AMQP_FIELD_KIND_VOID)
        case .bool(let value):
            field.kind = kind(AMQP_FIELD_KIND_BOOLEAN)
            field.value.boolean = value ? 1 : 0
        case .int8(let value):
            field.kind = kind(AMQP_FIELD_KIND_I8)
            field.value.i8 = value
        case .uint8(let value):
            field.kind = kind(AMQP_FIELD_KIND_U8)
            field.value.u8 = value
        case .int16(let value):
            field.kind = kind(AMQP_FIELD_KIND_I16)
            field.value.i16 = value
        case .uint16(let value):
            field.kind = kind(AMQP_FIELD_KIND_U16)
            field.value.u16 = value
        case .int32(let value):
            field.kind = kind(AMQP_FIELD_KIND_I32)
            field.value.i32 = value
        case .uint32(let value):
            field.kind = kind(AMQP_FIELD_KIND_U32)
            field.value.u32 = value
        case .int64(let value):
            field.kind = kind(AMQP_FIELD_KIND_I64)
            field.value.i64 = value
        case .float(let value):
            field.kind = kind(AMQP_FIELD_KIND_F32)
            field.value.f32 = value
        case .double(let value):
            field.kind = kind(AMQP_FIELD_KIND_F64)
            field.value.f64 = value
        case .decimal(let scale, let value):
            field.kind = kind(AMQP_FIELD_KIND_DECIMAL)
            field.value.decimal = amqp_decimal_t(decimals: scale, value: UInt32(bitPattern: value))
        case .timestamp(let value):
            field.kind = kind(AMQP_FIELD_KIND_TIMESTAMP)
            field.value.u64 = value
        case .string(let value):
            field.kind = kind(AMQP_FIELD_KIND_UTF8)
            field.value.bytes = bytes(value)
        case .bytes(let value):
            field.kind = kind(AMQP_FIELD_KIND_BYTES)
            field.value.bytes = value.withUnsafeBytes { copy($0) }
        case .table(let value):
            field.kind = kind(AMQP_FIELD_KIND_TABLE)
            field.value.table = table(value)
        case .array(let values):
            field.kind = kind(AMQP_FIELD_KIND_ARRAY)
            field.value.array = array(values)
        }
        return field
    }

    private mutating func array(_ values: [AMQPValue]) -> amqp_array_t {
        guard !values.isEmpty else { return amqp_empty_array }
        let entries = allocate(amqp_field_value_t.self, values.count)
        for (index, value) in values.enumerated() { (entries + index).initialize(to: field(value)) }
        return amqp_array_t(num_entries: Int32(values.count), entries: entries)
    }

    private func kind(_ kind: amqp_field_value_kind_t) -> UInt8 { UInt8(kind.rawValue) }

    private mutating func copy(_ bytes: UnsafeRawBufferPointer) -> amqp_bytes_t {
        guard !bytes.isEmpty else { return amqp_empty_bytes }
        let memory = allocate(UInt8.self, bytes.count)
        UnsafeMutableRawBufferPointer(start: memory, count: bytes.count).copyMemory(from: bytes)
        return amqp_bytes_t(len: bytes.count, bytes: memory)
    }

    private mutating func allocate<Element>(_: Element.Type, _ count: Int) -> UnsafeMutablePointer<Element> {
        guard let memory = amqp_pool_alloc(pool, count * MemoryLayout<Element>.stride) else {
            // The process is out of memory, where Swift's own allocations end it as well.
            preconditionFailure("out of memory")
        }
        return memory.bindMemory(to: Element.self, capacity: count)
    }
}
