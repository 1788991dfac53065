/// A value in an `AMQPTable`: each type that RabbitMQ puts on the wire.
///
/// Source: https://www.rabbitmq.com/amqp-0-9-1-errata.html#section_3 (RabbitMQ's own column).
public indirect enum AMQPValue: Sendable, Hashable {
    case bool(Bool)
    case int8(Int8)
    case uint8(UInt8)
    case int16(Int16)
    case uint16(UInt16)
    case int32(Int32)
    case uint32(UInt32)
    case int64(Int64)
    case float(Float)
    case double(Double)
    /// `value / 10^scale`.
    case decimal(scale: UInt8, value: Int32)
    /// A "long string" that is UTF-8. One that is not arrives as `bytes`.
    case string(String)
    case bytes([UInt8])
    case array([AMQPValue])
    /// Seconds since 1970 (UTC).
    case timestamp(UInt64)
    case table(AMQPTable)
    /// No value. Also stands for what is nested deeper than `AMQPTable.maximumDepth` in a table that arrived.
    case void
}

extension AMQPValue {
    /// The value when it is an integer of any width.
    public var integer: Int64? {
        switch self {
        case .int8(let value): Int64(value)
        case .uint8(let value): Int64(value)
        case .int16(let value): Int64(value)
        case .uint16(let value): Int64(value)
        case .int32(let value): Int64(value)
        case .uint32(let value): Int64(value)
        case .int64(let value): value
        default: nil
        }
    }

    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    public var string: String? { if case .string(let value) = self { value } else { nil } }

    public var bytes: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }

    public var array: [AMQPValue]? { if case .array(let value) = self { value } else { nil } }

    public var table: AMQPTable? { if case .table(let value) = self { value } else { nil } }

    /// Seconds since 1970 (UTC).
    public var timestamp: UInt64? { if case .timestamp(let value) = self { value } else { nil } }
}

extension AMQPValue: ExpressibleByBooleanLiteral, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .int64(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(arrayLiteral elements: AMQPValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, AMQPValue)...) {
        self = .table(AMQPTable(elements))
    }
}
