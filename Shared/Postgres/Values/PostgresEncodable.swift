/// A value that can be bound to a statement.
public protocol PostgresEncodable: Sendable {
    /// The type that the value is sent as. ``PostgresType/inferred`` leaves the choice to the server.
    static var postgresType: PostgresType { get }

    /// Whether ``encode(into:)`` writes PostgreSQL's binary or its text representation.
    static var postgresFormat: PostgresFormat { get }

    /// Writes the value, or says that it is null or can't be represented.
    func encode(into parameter: inout PostgresParameterWriter)
}

extension PostgresEncodable {
    public static var postgresFormat: PostgresFormat { .binary }
}

/// A value that can be bound to a statement and read from a result.
public typealias PostgresCodable = PostgresDecodable & PostgresEncodable

/// How a value travels.
public enum PostgresFormat: Sendable, Hashable {
    case text
    case binary
}

/// Takes one parameter's bytes.
public struct PostgresParameterWriter: ~Copyable {
    enum Outcome {
        case value
        case null
        case refused(String)
    }

    var bytes: [UInt8]
    private(set) var outcome = Outcome.value

    init(appendingTo bytes: consuming [UInt8]) { self.bytes = bytes }

    /// Appends bytes as they are.
    public mutating func write(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// Appends an integer in network byte order.
    public mutating func write(bigEndian integer: some FixedWidthInteger) {
        withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Makes the parameter NULL.
    public mutating func writeNull() { outcome = .null }

    /// Says that PostgreSQL has no representation of this value. The statement then fails before anything is sent.
    ///
    /// - Parameter reason: what is wrong, without the value itself.
    public mutating func refuse(_ reason: String) { outcome = .refused(reason) }
}
