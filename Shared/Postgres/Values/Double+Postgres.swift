extension Double: PostgresCodable {
    public static var postgresType: PostgresType { .float8 }

    public func encode(into parameter: inout PostgresParameterWriter) { parameter.write(bigEndian: bitPattern) }

    public init(from cell: PostgresCell) throws(PostgresDecodingFailure) {
        switch cell.type {
        case .float8: self.init(bitPattern: try cell.integer())
        case .float4: self.init(Float(bitPattern: try cell.integer()))
        default: throw .wrongType
        }
    }
}
