/// A value that can be read from a result.
public protocol PostgresDecodable: Sendable {
    /// Reads the value of one cell.
    ///
    /// - Throws: ``PostgresDecodingFailure``; the row adds the column's name to it.
    init(from cell: PostgresCell) throws(PostgresDecodingFailure)
}

/// Why a cell can't be read as what was asked for. Never quotes the cell's value.
public struct PostgresDecodingFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }

    static var unexpectedNull: PostgresDecodingFailure { PostgresDecodingFailure("it is NULL") }
    static var wrongType: PostgresDecodingFailure { PostgresDecodingFailure("the types don't match") }

    static func malformed(_ type: PostgresType) -> PostgresDecodingFailure {
        PostgresDecodingFailure("its bytes are not a valid \(type)")
    }
}
