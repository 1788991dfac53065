extension Bool: PostgresCodable {
    public static var postgresType: PostgresType { .bool }

    public func encode(into parameter: inout PostgresParameterWriter) {
        parameter.write(CollectionOfOne(self ? 1 : 0))
    }

    public init(from cell: PostgresCell) throws(PostgresDecodingFailure) {
        guard cell.type == .bool else { throw .wrongType }
        self = try cell.integer(UInt8.self) != 0
    }
}
