extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    public static var postgresType: PostgresType { Wrapped.postgresType }
    public static var postgresFormat: PostgresFormat { Wrapped.postgresFormat }

    public func encode(into parameter: inout PostgresParameterWriter) {
        if let self { self.encode(into: &parameter) } else { parameter.writeNull() }
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    public init(from cell: PostgresCell) throws(PostgresDecodingFailure) {
        self = cell.isNull ? nil : try Wrapped(from: cell)
    }
}
