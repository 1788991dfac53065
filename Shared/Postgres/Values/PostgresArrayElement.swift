/// What a Swift array that is bound or read may hold.
///
/// An array of bytes is a `bytea`, any other one a one-dimensional PostgreSQL array.
public protocol PostgresArrayElement: PostgresCodable {
    static var postgresArrayType: PostgresType { get }
    static func encodeArray(_ elements: [Self], into parameter: inout PostgresParameterWriter)
    static func decodeArray(from cell: PostgresCell) throws(PostgresDecodingFailure) -> [Self]
}

extension PostgresArrayElement {
    public static func encodeArray(_ elements: [Self], into parameter: inout PostgresParameterWriter) {
        ArrayFormat.encode(elements, into: &parameter)
    }

    public static func decodeArray(from cell: PostgresCell) throws(PostgresDecodingFailure) -> [Self] {
        try ArrayFormat.decode(cell)
    }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    public static var postgresType: PostgresType { Element.postgresArrayType }
    public func encode(into parameter: inout PostgresParameterWriter) { Element.encodeArray(self, into: &parameter) }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    public init(from cell: PostgresCell) throws(PostgresDecodingFailure) { self = try Element.decodeArray(from: cell) }
}
