/// Integers are sent as what they are, and read from any integer column whose value they can hold.
protocol PostgresInteger: FixedWidthInteger, PostgresCodable {}

extension PostgresInteger {
    public func encode(into parameter: inout PostgresParameterWriter) { parameter.write(bigEndian: self) }

    public init(from cell: PostgresCell) throws(PostgresDecodingFailure) {
        let wide: Int64 =
            switch cell.type {
            case .int8: try cell.integer()
            case .int4: Int64(try cell.integer(Int32.self))
            case .int2: Int64(try cell.integer(Int16.self))
            case .oid: Int64(try cell.integer(UInt32.self))
            default: throw .wrongType
            }
        guard let value = Self(exactly: wide) else {
            throw PostgresDecodingFailure("the value does not fit")
        }
        self = value
    }
}

extension Int16: PostgresInteger {
    public static var postgresType: PostgresType { .int2 }
}

extension Int32: PostgresInteger {
    public static var postgresType: PostgresType { .int4 }
}

extension Int64: PostgresInteger {
    public static var postgresType: PostgresType { .int8 }
}

extension Int: PostgresInteger {
    public static var postgresType: PostgresType { .int8 }
    public func encode(into parameter: inout PostgresParameterWriter) { parameter.write(bigEndian: Int64(self)) }
}
