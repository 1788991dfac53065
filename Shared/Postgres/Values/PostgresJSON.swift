public import FoundationEssentials

/// A JSON document, sent as `jsonb` and read from `jsonb` or `json`.
public struct PostgresJSON: Sendable, Hashable {
    /// The document in UTF-8.
    public let bytes: [UInt8]

    /// Takes a document as it is; the server checks it.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// Encodes a value, with keys in order and dates as ISO 8601 unless `encoder` says otherwise.
    ///
    /// - Throws: ``PostgresError`` with code `encoding`.
    public init(encoding value: some Encodable, with encoder: JSONEncoder? = nil) throws(PostgresError) {
        do {
            self.bytes = [UInt8](try (encoder ?? Self.standardEncoder()).encode(value))
        } catch {
            throw PostgresError(.encoding, "a value of type \(type(of: value)) can't be encoded as JSON")
        }
    }

    /// Decodes the document.
    ///
    /// - Throws: ``PostgresError`` with code `decoding`.
    public func decode<T: Decodable>(_ type: T.Type = T.self, with decoder: JSONDecoder? = nil) throws(PostgresError)
        -> T
    {
        do {
            return try (decoder ?? Self.standardDecoder()).decode(type, from: Data(bytes))
        } catch {
            throw PostgresError(.decoding, "the JSON document is not a valid \(type)")
        }
    }

    private static func standardEncoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return encoder
    }

    private static func standardDecoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }
}

extension PostgresJSON: PostgresCodable {
    public static var postgresType: PostgresType { .jsonb }

    /// The version byte that precedes a document in the binary representation of jsonb.
    private static let binaryVersion: UInt8 = 1

    public func encode(into parameter: inout PostgresParameterWriter) {
        parameter.write(CollectionOfOne(Self.binaryVersion))
        parameter.write(bytes)
    }

    public init(from cell: PostgresCell) throws(PostgresDecodingFailure) {
        switch cell.type {
        case .json:
            self.init(bytes: try cell.withBytes { bytes throws(PostgresDecodingFailure) in [UInt8](bytes) })
        case .jsonb:
            self.init(
                bytes: try cell.withBytes { bytes throws(PostgresDecodingFailure) in
                    guard bytes.first == Self.binaryVersion else { throw .malformed(.jsonb) }
                    return [UInt8](bytes.dropFirst())
                })
        default: throw .wrongType
        }
    }
}
