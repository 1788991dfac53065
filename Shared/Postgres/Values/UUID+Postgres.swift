public import FoundationEssentials

extension UUID: PostgresCodable {
    public static var postgresType: PostgresType { .uuid }

    public func encode(into parameter: inout PostgresParameterWriter) {
        withUnsafeBytes(of: uuid) { parameter.write($0) }
    }

    public init(from cell: PostgresCell) throws(PostgresDecodingFailure) {
        guard cell.type == .uuid else { throw .wrongType }
        self = try cell.withBytes { bytes throws(PostgresDecodingFailure) in
            guard bytes.count == 16 else { throw .malformed(.uuid) }
            return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
        }
    }
}
