extension String: PostgresCodable {
    /// Inferred, so that a string can be bound wherever its text is valid: text, an enumeration, an interval, a date.
    public static var postgresType: PostgresType { .inferred }
    public static var postgresFormat: PostgresFormat { .text }

    public func encode(into parameter: inout PostgresParameterWriter) {
        // A text parameter ends at its first NUL, in libpq and in the server alike.
        guard !utf8.contains(0) else {
            return parameter.refuse("a text contains a NUL character, which PostgreSQL can't store")
        }
        parameter.write(utf8)
    }

    public init(from cell: PostgresCell) throws(PostgresDecodingFailure) {
        switch cell.type {
        case .text, .varchar, .bpchar, .name, .char, .json, .xml, .unknown: break
        case .jsonb:
            self = try Self.utf8(try PostgresJSON(from: cell).bytes, cell.type)
            return
        case .numeric:
            self = try NumericFormat.decode(cell)
            return
        // The binary representation of an enumeration, or of citext, is its text.
        case let type where type.rawValue >= PostgresType.firstUserDefined: break
        default: throw PostgresDecodingFailure("the types don't match (cast it with ::text in the statement)")
        }
        self = try cell.withBytes { bytes throws(PostgresDecodingFailure) in try Self.utf8(bytes, cell.type) }
    }

    private static func utf8(
        _ bytes: some Collection<UInt8>, _ type: PostgresType
    ) throws(PostgresDecodingFailure) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed(type) }
        return text
    }
}
