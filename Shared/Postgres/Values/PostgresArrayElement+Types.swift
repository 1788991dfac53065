public import FoundationEssentials

extension Bool: PostgresArrayElement {
    public static var postgresArrayType: PostgresType { .boolArray }
}

extension Int16: PostgresArrayElement {
    public static var postgresArrayType: PostgresType { .int2Array }
}

extension Int32: PostgresArrayElement {
    public static var postgresArrayType: PostgresType { .int4Array }
}

extension Int64: PostgresArrayElement {
    public static var postgresArrayType: PostgresType { .int8Array }
}

extension Int: PostgresArrayElement {
    public static var postgresArrayType: PostgresType { .int8Array }
}

extension Double: PostgresArrayElement {
    public static var postgresArrayType: PostgresType { .float8Array }
}

extension String: PostgresArrayElement {
    public static var postgresArrayType: PostgresType { .textArray }
}

extension UUID: PostgresArrayElement {
    public static var postgresArrayType: PostgresType { .uuidArray }
}

extension Date: PostgresArrayElement {
    public static var postgresArrayType: PostgresType { .timestamptzArray }
}

/// An array of bytes is a `bytea`.
extension UInt8: PostgresArrayElement {
    public static var postgresArrayType: PostgresType { .bytea }

    public static func encodeArray(_ elements: [UInt8], into parameter: inout PostgresParameterWriter) {
        parameter.write(elements)
    }

    public static func decodeArray(from cell: PostgresCell) throws(PostgresDecodingFailure) -> [UInt8] {
        guard cell.type == .bytea else { throw .wrongType }
        return try cell.withBytes { bytes throws(PostgresDecodingFailure) in [UInt8](bytes) }
    }
}

/// A single byte is a `smallint`, PostgreSQL's smallest integer.
extension UInt8: PostgresCodable {
    public static var postgresType: PostgresType { .int2 }

    public func encode(into parameter: inout PostgresParameterWriter) { parameter.write(bigEndian: Int16(self)) }

    public init(from cell: PostgresCell) throws(PostgresDecodingFailure) {
        guard let byte = UInt8(exactly: try Int(from: cell)) else {
            throw PostgresDecodingFailure("the value does not fit")
        }
        self = byte
    }
}
