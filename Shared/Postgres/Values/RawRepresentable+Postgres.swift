// An enumeration or an identifier type over a supported raw value only has to declare its conformance to PostgresCodable.

extension RawRepresentable where Self: PostgresEncodable, RawValue: PostgresEncodable {
    public static var postgresType: PostgresType { RawValue.postgresType }
    public static var postgresFormat: PostgresFormat { RawValue.postgresFormat }

    public func encode(into parameter: inout PostgresParameterWriter) { rawValue.encode(into: &parameter) }
}

extension RawRepresentable where Self: PostgresDecodable, RawValue: PostgresDecodable {
    public init(from cell: PostgresCell) throws(PostgresDecodingFailure) {
        guard let value = Self(rawValue: try RawValue(from: cell)) else {
            throw PostgresDecodingFailure("the value is none of those that the type knows")
        }
        self = value
    }
}
